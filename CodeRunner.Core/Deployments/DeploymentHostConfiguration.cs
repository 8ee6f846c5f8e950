using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Deployments;

internal sealed class DeploymentHostConfiguration : IEntityTypeConfiguration<DeploymentHost>
{
    public void Configure(EntityTypeBuilder<DeploymentHost> builder)
    {
        builder.ToTable("deployment_hosts");
        builder.HasKey(host => host.Host);
        builder.Property(host => host.Host).HasMaxLength(253);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(host => host.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(host => host.DeploymentId);
    }
}
