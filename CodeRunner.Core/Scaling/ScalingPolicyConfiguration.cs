using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Scaling;

internal sealed class ScalingPolicyConfiguration : IEntityTypeConfiguration<ScalingPolicy>
{
    public void Configure(EntityTypeBuilder<ScalingPolicy> builder)
    {
        builder.ToTable("scaling_policies", table =>
        {
            table.HasCheckConstraint("ck_scaling_policies_form", "(target IS NULL) = (threshold IS NOT NULL AND action IS NOT NULL AND cooldown IS NOT NULL)");
            table.HasCheckConstraint("ck_scaling_policies_bounds", "min_instances <= max_instances");
        });
        builder.Property(policy => policy.Id).ValueGeneratedNever();
        builder.HasOne<Deployment>().WithMany().HasForeignKey(policy => policy.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(policy => policy.DeploymentId);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
