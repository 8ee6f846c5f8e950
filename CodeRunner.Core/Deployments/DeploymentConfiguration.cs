using CodeRunner.Core.Projects;
using CodeRunner.Core.Traces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Deployments;

internal sealed class DeploymentConfiguration : IEntityTypeConfiguration<Deployment>
{
    public void Configure(EntityTypeBuilder<Deployment> builder)
    {
        builder.ToTable("deployments");
        builder.Property(deployment => deployment.Name).HasMaxLength(100);
        builder.Property(deployment => deployment.Slug).HasMaxLength(40);
        builder.Property(deployment => deployment.TraceParent).HasMaxLength(TraceParent.Length);
        builder.HasIndex(deployment => deployment.Slug).IsUnique();
        builder.HasIndex(deployment => new { deployment.ProjectId, deployment.Environment, deployment.Name }).IsUnique();
        builder.HasOne<Project>().WithMany().HasForeignKey(deployment => deployment.ProjectId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(deployment => deployment.State).HasFilter("state NOT IN ('Running', 'Stopped', 'Created', 'Sleeping')");
        builder.Property(deployment => deployment.Reason).AsJson();
        builder.Property(deployment => deployment.Limits).AsJson();
        builder.Property(deployment => deployment.Settings).AsJson();
        // Has a default in SQL too: an older Api that runs beside this one does not name the column.
        builder.Property(deployment => deployment.Ingress).AsJson().HasDefaultValueSql("""'{"maxBodyMb":100,"maxConcurrent":1000}'::jsonb""");
        // No value is left out of an INSERT, not even 0; the default is for services of the version before.
        builder.Property(deployment => deployment.DrainSeconds).HasDefaultValue(Deployment.DefaultDrainSeconds).HasSentinel(-1);
        builder.PrimitiveCollection(deployment => deployment.VariableTemplates).HasDefaultValueSql("'{}'::text[]");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
