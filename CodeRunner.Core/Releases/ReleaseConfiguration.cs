using CodeRunner.Core.Access;
using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Releases;

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("releases");
        builder.Property(release => release.Source).AsJson();
        builder.Property(release => release.Settings).AsJson();
        builder.Property(release => release.Limits).AsJson();
        builder.Property(release => release.Reason).AsJson();
        builder.Property(release => release.Artifact).AsJson();
        builder.HasOne<Deployment>().WithMany().HasForeignKey(release => release.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(release => release.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(release => new { release.DeploymentId, release.Number }).IsUnique();
        builder.HasIndex(release => release.State).HasFilter("state IN ('Queued', 'Building', 'Starting')");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
