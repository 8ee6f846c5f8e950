using CodeRunner.Core.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Deployments;

internal sealed class InstanceConfiguration : IEntityTypeConfiguration<Instance>
{
    public void Configure(EntityTypeBuilder<Instance> builder)
    {
        builder.ToTable("instances");
        builder.Property(instance => instance.NodeId).HasMaxLength(100);
        builder.Property(instance => instance.Reason).AsJson();
        builder.HasOne<Deployment>().WithMany().HasForeignKey(instance => instance.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Release>().WithMany().HasForeignKey(instance => instance.ReleaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(instance => instance.DeploymentId);
        builder.HasIndex(instance => instance.NodeId);
        builder.HasIndex(instance => instance.State).HasFilter("state <> 'Running'");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
