using CodeRunner.Core.Access;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Traces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Releases;

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("releases");
        builder.Ignore(release => release.Pins);
        builder.Property(release => release.Source).AsJson();
        builder.Property(release => release.Settings).AsJson();
        builder.Property(release => release.Limits).AsJson();
        builder.Property(release => release.Reason).AsJson();
        builder.Property(release => release.Artifact).AsJson();
        builder.Property(release => release.TraceParent).HasMaxLength(TraceParent.Length);
        builder.Property(release => release.Interruptions).HasDefaultValue(0);
        // What retention groups by and adds up, computed so that it can never differ from the artifact.
        builder.Property<Guid?>("ArtifactId").HasComputedColumnSql("(artifact->>'id')::uuid", stored: true);
        builder.Property<long?>("ArtifactBytes").HasComputedColumnSql("(artifact->>'bytes')::bigint", stored: true);
        builder.HasIndex("DeploymentId", "ArtifactId").HasFilter("artifact_id IS NOT NULL AND artifact_removed_at IS NULL");
        builder.HasIndex("ArtifactId").HasFilter("artifact_id IS NOT NULL AND artifact_removed_at IS NULL");
        builder.HasOne<Deployment>().WithMany().HasForeignKey(release => release.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(release => release.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(release => new { release.DeploymentId, release.Number }).IsUnique();
        // What is on its way of one deployment, for what it reserves.
        builder.HasIndex(release => release.DeploymentId).HasDatabaseName("ix_releases_coming").HasFilter("state IN ('Queued', 'Building', 'Starting')");
        builder.HasIndex(release => release.State).HasFilter("state IN ('Queued', 'Building', 'Starting')");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
