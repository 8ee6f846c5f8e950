using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class Metrics : Migration
    {
        /// <summary>Read and written by MetricStore, MetricRollup and MetricHistory, without entities. Packed is compressed already. Times are Unix seconds.</summary>
        private const string Tables = """
            CREATE TABLE metrics_1 (
                deployment_id uuid NOT NULL, start bigint NOT NULL, source uuid NOT NULL, packed bytea NOT NULL,
                CONSTRAINT "PK_metrics_1" PRIMARY KEY (deployment_id, start, source)) PARTITION BY RANGE (start);
            CREATE TABLE metrics_10 (
                deployment_id uuid NOT NULL, start bigint NOT NULL, packed bytea NOT NULL,
                CONSTRAINT "PK_metrics_10" PRIMARY KEY (deployment_id, start)) PARTITION BY RANGE (start);
            CREATE TABLE metrics_60 (
                deployment_id uuid NOT NULL, start bigint NOT NULL, packed bytea NOT NULL,
                CONSTRAINT "PK_metrics_60" PRIMARY KEY (deployment_id, start)) PARTITION BY RANGE (start);
            CREATE TABLE metrics_900 (
                deployment_id uuid NOT NULL, start bigint NOT NULL, packed bytea NOT NULL,
                CONSTRAINT "PK_metrics_900" PRIMARY KEY (deployment_id, start)) PARTITION BY RANGE (start);
            ALTER TABLE metrics_1 ALTER COLUMN packed SET STORAGE EXTERNAL;
            ALTER TABLE metrics_10 ALTER COLUMN packed SET STORAGE EXTERNAL;
            ALTER TABLE metrics_60 ALTER COLUMN packed SET STORAGE EXTERNAL;
            ALTER TABLE metrics_900 ALTER COLUMN packed SET STORAGE EXTERNAL;
            CREATE TABLE metric_pending (
                deployment_id uuid NOT NULL CONSTRAINT "FK_metric_pending_deployments_deployment_id" REFERENCES deployments (id) ON DELETE CASCADE,
                step integer NOT NULL, start bigint NOT NULL,
                CONSTRAINT "PK_metric_pending" PRIMARY KEY (deployment_id, step, start));
            CREATE INDEX "IX_metric_pending_step_start" ON metric_pending (step, start);
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Tables);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("DROP TABLE metric_pending, metrics_900, metrics_60, metrics_10, metrics_1");
    }
}
