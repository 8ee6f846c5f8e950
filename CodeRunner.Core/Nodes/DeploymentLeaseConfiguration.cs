using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Nodes;

internal sealed class DeploymentLeaseConfiguration : IEntityTypeConfiguration<DeploymentLease>
{
    public void Configure(EntityTypeBuilder<DeploymentLease> builder)
    {
        builder.ToTable("deployment_leases");
        builder.HasKey(lease => lease.DeploymentId);
        builder.Property(lease => lease.NodeId).HasMaxLength(100);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(lease => lease.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        // A Worker that is gone stays as a row until all it had is taken over: that is how others find it.
        builder.HasOne<NodeWorker>().WithMany().HasForeignKey(lease => lease.WorkerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(lease => new { lease.WorkerId, lease.DeploymentId });
        // Both, so that what a node's Workers have is counted in the index alone.
        builder.HasIndex(lease => new { lease.NodeId, lease.WorkerId });
    }
}
