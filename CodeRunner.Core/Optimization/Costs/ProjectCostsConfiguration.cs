using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Optimization.Costs;

internal sealed class ProjectCostsConfiguration : IEntityTypeConfiguration<ProjectCosts>
{
    public void Configure(EntityTypeBuilder<ProjectCosts> builder)
    {
        builder.ToTable("project_costs");
        builder.HasKey(costs => costs.ProjectId);
        builder.Property(costs => costs.ProjectId).ValueGeneratedNever();
        builder.Property(costs => costs.Prices).HasColumnType("jsonb").HasConversion(JsonColumn.Optional<PriceList>());
        builder.HasOne<Project>().WithOne().HasForeignKey<ProjectCosts>(costs => costs.ProjectId).OnDelete(DeleteBehavior.Cascade);
        // Those to look at: of the others a tick reads nothing.
        builder.HasIndex(costs => costs.CheckedAt).HasFilter("budget_per_month IS NOT NULL OR alert_id IS NOT NULL");
        builder.HasIndex(costs => costs.ProjectId, "ix_project_costs_due").HasFilter("due");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
