using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Limiting;

internal sealed class DeploymentReservationConfiguration : IEntityTypeConfiguration<DeploymentReservation>
{
    public void Configure(EntityTypeBuilder<DeploymentReservation> builder) => builder.HasNoKey().ToView(null).ToSqlQuery(
        """
        SELECT deployment.id AS deployment_id, deployment.project_id, project.accountable_id,
            CASE WHEN deployment.desired_state <> 'Running' THEN 0 WHEN coming.cpus IS NOT NULL THEN greatest(deployment.desired_instances, 1)
                WHEN serving.id IS NOT NULL THEN deployment.desired_instances ELSE 0 END AS instances,
            coalesce(greatest((serving.limits->>'cpus')::numeric, coming.cpus), 0) AS cpus,
            coalesce(greatest((serving.limits->>'memoryMb')::bigint, coming.memory_mb), 0) AS memory_mb,
            serving.id IS NOT NULL OR coming.cpus IS NOT NULL AS can_run, coming.cpus IS NOT NULL AS is_coming
        FROM projects project JOIN deployments deployment ON deployment.project_id = project.id
        LEFT JOIN releases serving ON serving.id = deployment.serving_release_id
        LEFT JOIN LATERAL (
            SELECT max((release.limits->>'cpus')::numeric) AS cpus, max((release.limits->>'memoryMb')::bigint) AS memory_mb FROM releases release
            WHERE release.deployment_id = deployment.id AND release.state IN ('Queued', 'Building', 'Starting') AND release.cancel_requested_at IS NULL) coming ON true
        """);
}
