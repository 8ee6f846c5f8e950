using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Recommending;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Optimization.Keeping;

internal sealed class StoredRecommendationConfiguration : IEntityTypeConfiguration<StoredRecommendation>
{
    public void Configure(EntityTypeBuilder<StoredRecommendation> builder)
    {
        builder.ToTable("recommendations");
        builder.Property(each => each.Id).ValueGeneratedNever();
        builder.Property(each => each.Targets).AsJson();
        builder.Property(each => each.Advice).AsJson();
        builder.Property(each => each.Before).HasColumnType("jsonb").HasConversion(JsonColumn.Optional<HealthWindow>());
        builder.Property(each => each.Currency).HasMaxLength(3);
        builder.Property(each => each.Outcome).HasMaxLength(StoredRecommendation.MostOutcome);
        builder.Property(each => each.Release).HasColumnName("release_number");
        builder.HasOne<Deployment>().WithMany().HasForeignKey(each => each.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(each => new { each.DeploymentId, each.Id }).IsDescending(false, true);
        builder.HasIndex(each => new { each.DeploymentId, each.Strategy, each.Kind }, "ix_recommendations_offered").IsUnique().HasFilter("state IN ('Open', 'Dismissed')");
        builder.HasIndex(each => each.DeploymentId, "ix_recommendations_watched").HasFilter("state = 'Watching'");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
