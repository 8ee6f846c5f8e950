using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class KeepReleases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "artifact_removed_at",
                table: "releases",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "served_at",
                table: "releases",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "drain_seconds",
                table: "deployments",
                type: "integer",
                nullable: false,
                defaultValue: 30);

            migrationBuilder.AddColumn<long>(
                name: "artifact_bytes",
                table: "releases",
                type: "bigint",
                nullable: true,
                computedColumnSql: "(artifact->>'bytes')::bigint",
                stored: true);

            migrationBuilder.AddColumn<Guid>(
                name: "artifact_id",
                table: "releases",
                type: "uuid",
                nullable: true,
                computedColumnSql: "(artifact->>'id')::uuid",
                stored: true);

            // What serves or has served counts as that, or it would be taken for something that never did, and removed.
            migrationBuilder.Sql("UPDATE releases SET served_at = state_since WHERE artifact IS NOT NULL AND state IN ('Serving', 'Superseded')");

            migrationBuilder.CreateIndex(
                name: "IX_releases_artifact_id",
                table: "releases",
                column: "artifact_id",
                filter: "artifact_id IS NOT NULL AND artifact_removed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_releases_deployment_id_artifact_id",
                table: "releases",
                columns: new[] { "deployment_id", "artifact_id" },
                filter: "artifact_id IS NOT NULL AND artifact_removed_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_releases_artifact_id",
                table: "releases");

            migrationBuilder.DropIndex(
                name: "IX_releases_deployment_id_artifact_id",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "artifact_bytes",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "artifact_id",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "artifact_removed_at",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "served_at",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "drain_seconds",
                table: "deployments");
        }
    }
}
