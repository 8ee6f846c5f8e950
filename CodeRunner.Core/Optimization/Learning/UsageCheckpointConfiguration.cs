using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Optimization.Learning;

internal sealed class UsageCheckpointConfiguration : IEntityTypeConfiguration<UsageCheckpoint>
{
    public void Configure(EntityTypeBuilder<UsageCheckpoint> builder)
    {
        builder.ToTable("usage_checkpoints");
        builder.HasKey(each => each.DeploymentId);
        builder.Property(each => each.DeploymentId).ValueGeneratedNever();
        builder.Property(each => each.State).AsJson();
        builder.HasOne<Deployment>().WithMany().HasForeignKey(each => each.DeploymentId).OnDelete(DeleteBehavior.Cascade);
    }
}
