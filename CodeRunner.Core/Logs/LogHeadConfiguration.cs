using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Logs;

internal sealed class LogHeadConfiguration : IEntityTypeConfiguration<LogHead>
{
    public void Configure(EntityTypeBuilder<LogHead> builder)
    {
        builder.ToTable("log_heads");
        builder.HasKey(head => head.DeploymentId);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(head => head.DeploymentId).OnDelete(DeleteBehavior.Cascade);
    }
}
