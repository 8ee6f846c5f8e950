using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Logs;

internal sealed class LogSourceConfiguration : IEntityTypeConfiguration<LogSource>
{
    public void Configure(EntityTypeBuilder<LogSource> builder)
    {
        builder.ToTable("log_sources");
        builder.HasKey(source => source.SandboxId);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(source => source.DeploymentId).OnDelete(DeleteBehavior.Cascade);
    }
}
