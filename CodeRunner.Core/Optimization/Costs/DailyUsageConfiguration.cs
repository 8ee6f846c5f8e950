using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Optimization.Costs;

internal sealed class DailyUsageConfiguration : IEntityTypeConfiguration<DailyUsage>
{
    public void Configure(EntityTypeBuilder<DailyUsage> builder)
    {
        builder.ToTable("daily_usage");
        builder.HasKey(usage => new { usage.DeploymentId, usage.Day });
        builder.Property(usage => usage.Name).HasMaxLength(100);
        // Not of the deployment: what it cost stays when it goes.
        builder.HasOne<Project>().WithMany().HasForeignKey(usage => usage.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(usage => new { usage.ProjectId, usage.Day });
        builder.HasIndex(usage => usage.Day);
    }
}
