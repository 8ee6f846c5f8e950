using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.LoadTests;

internal sealed class LoadTestConfiguration : IEntityTypeConfiguration<LoadTest>
{
    public void Configure(EntityTypeBuilder<LoadTest> builder)
    {
        builder.ToTable("load_tests");
        builder.Property(test => test.Id).ValueGeneratedNever();
        builder.Property(test => test.Plan).AsJson();
        builder.Property(test => test.Steps).AsJson();
        builder.Property(test => test.Reason).AsJson();
        builder.Property(test => test.Limits).AsJson();
        builder.Property(test => test.Release).HasColumnName("release_number");
        builder.HasOne<Deployment>().WithMany().HasForeignKey(test => test.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(test => new { test.DeploymentId, test.Id }).IsDescending(false, true);
        builder.HasIndex(test => test.DeploymentId, "ix_load_tests_active").IsUnique().HasFilter("state IN ('Queued', 'Running')");
        builder.HasIndex(test => test.NodeId, "ix_load_tests_node").IsUnique().HasFilter("state = 'Running'");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
