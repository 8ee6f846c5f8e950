using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Scaling;

internal sealed class ScalingDecisionConfiguration : IEntityTypeConfiguration<ScalingDecision>
{
    public void Configure(EntityTypeBuilder<ScalingDecision> builder)
    {
        builder.ToTable("scaling_decisions");
        builder.Property(decision => decision.Id).UseIdentityAlwaysColumn();
        // "from" and "to" would have to be quoted wherever SQL is typed.
        builder.Property(decision => decision.From).HasColumnName("from_instances");
        builder.Property(decision => decision.To).HasColumnName("to_instances");
        builder.Property(decision => decision.Reason).HasMaxLength(ScalingDecision.MostText);
        builder.Property(decision => decision.Next).HasMaxLength(ScalingDecision.MostText);
        builder.Property(decision => decision.Inputs).AsJson();
        builder.HasOne<Deployment>().WithMany().HasForeignKey(decision => decision.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(decision => new { decision.DeploymentId, decision.Id }).IsDescending(false, true);
        // Changes are few among what stayed as it was.
        builder.HasIndex(decision => new { decision.DeploymentId, decision.Id }, "ix_scaling_decisions_changes").IsDescending(false, true)
            .HasFilter("from_instances <> to_instances");
        // Of the beginning and not the end: a row that goes on leaves it alone.
        builder.HasIndex(decision => decision.Time);
    }
}
