using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Nodes;

internal sealed class DrainedInstanceConfiguration : IEntityTypeConfiguration<DrainedInstance>
{
    public void Configure(EntityTypeBuilder<DrainedInstance> builder)
    {
        builder.ToTable("drained_instances");
        builder.HasKey(drained => new { drained.InstanceId, drained.SandboxId, drained.WorkerId });
        builder.HasOne<Instance>().WithMany().HasForeignKey(drained => drained.InstanceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<NodeWorker>().WithMany().HasForeignKey(drained => drained.WorkerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(drained => drained.WorkerId);
    }
}
