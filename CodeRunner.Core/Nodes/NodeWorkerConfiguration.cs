using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Nodes;

internal sealed class NodeWorkerConfiguration : IEntityTypeConfiguration<NodeWorker>
{
    public void Configure(EntityTypeBuilder<NodeWorker> builder)
    {
        builder.ToTable("workers");
        builder.Property(worker => worker.Id).ValueGeneratedNever();
        builder.Property(worker => worker.NodeId).HasMaxLength(100);
        builder.Property(worker => worker.Version).HasMaxLength(100);
        builder.Property(worker => worker.Report).AsJson();
        builder.HasIndex(worker => worker.NodeId);
        builder.HasIndex(worker => worker.LeaseUntil);
    }
}
