using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Configuration;

internal sealed class ConfigValueConfiguration : IEntityTypeConfiguration<ConfigValue>
{
    public void Configure(EntityTypeBuilder<ConfigValue> builder)
    {
        builder.ToTable("config_values");
        builder.Ignore(value => value.Binding).Ignore(value => value.Sealed).Ignore(value => value.IsSecret);
        builder.Property(value => value.Key).HasMaxLength(ConfigRules.MostKeyLength);
        builder.Property(value => value.MasterKeyId).HasMaxLength(64);
        builder.HasOne<Project>().WithMany().HasForeignKey(value => value.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(value => value.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(value => new { value.ProjectId, value.Environment, value.DeploymentId });
        // What a rotation has still to do.
        builder.HasIndex(value => new { value.MasterKeyId, value.Id }).HasFilter("master_key_id IS NOT NULL");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
