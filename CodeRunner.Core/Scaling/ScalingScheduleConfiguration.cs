using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Scaling;

internal sealed class ScalingScheduleConfiguration : IEntityTypeConfiguration<ScalingSchedule>
{
    public void Configure(EntityTypeBuilder<ScalingSchedule> builder)
    {
        builder.ToTable("scaling_schedules");
        builder.Property(schedule => schedule.Id).ValueGeneratedNever();
        builder.Property(schedule => schedule.Cron).HasMaxLength(ScheduleTimes.MostCronLength);
        builder.Property(schedule => schedule.TimeZone).HasMaxLength(ScheduleTimes.MostZoneLength);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(schedule => schedule.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(schedule => schedule.DeploymentId);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
