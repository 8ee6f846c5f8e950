using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Logs;

internal sealed class LogLineConfiguration : IEntityTypeConfiguration<LogLine>
{
    public void Configure(EntityTypeBuilder<LogLine> builder)
    {
        builder.ToTable("log_lines");
        builder.HasKey(line => new { line.DeploymentId, line.Cursor });
        builder.HasIndex(line => new { line.SandboxId, line.Seq }).IsUnique();
        builder.Property(line => line.Stream).HasConversion<short>();
        builder.Property(line => line.Level).HasMaxLength(20);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(line => line.DeploymentId).OnDelete(DeleteBehavior.Cascade);
    }
}
