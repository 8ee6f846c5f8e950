using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Optimization.Costs;

internal sealed class PendingUsageConfiguration : IEntityTypeConfiguration<PendingUsage>
{
    /// <summary>Without a foreign key, whose check would lock deployments; one that is gone by then is taken off the list like any other.</summary>
    public void Configure(EntityTypeBuilder<PendingUsage> builder)
    {
        builder.ToTable("usage_pending");
        builder.HasKey(pending => new { pending.DeploymentId, pending.Day });
    }
}
