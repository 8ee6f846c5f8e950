using CodeRunner.Core.Access;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Configuration;

internal sealed class ConfigVersionConfiguration : IEntityTypeConfiguration<ConfigVersion>
{
    public void Configure(EntityTypeBuilder<ConfigVersion> builder)
    {
        builder.ToTable("config_versions");
        builder.Ignore(version => version.Scope);
        builder.Property(version => version.Entries).AsJson();
        builder.Property(version => version.Reason).HasMaxLength(ConfigRules.MostReasonLength);
        builder.HasOne<Project>().WithMany().HasForeignKey(version => version.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(version => version.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(version => version.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(version => new { version.ProjectId, version.Environment, version.DeploymentId, version.Number }).IsUnique().AreNullsDistinct(false);
    }
}
