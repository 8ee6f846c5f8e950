using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class TracesAndReports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_deployment_leases_node_id",
                table: "deployment_leases");

            migrationBuilder.AddColumn<string>(
                name: "report",
                table: "workers",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "releases",
                type: "character varying(55)",
                maxLength: 55,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "load",
                table: "nodes",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "deployments",
                type: "character varying(55)",
                maxLength: 55,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_deployment_leases_node_id_worker_id",
                table: "deployment_leases",
                columns: new[] { "node_id", "worker_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_deployment_leases_node_id_worker_id",
                table: "deployment_leases");

            migrationBuilder.DropColumn(
                name: "report",
                table: "workers");

            migrationBuilder.DropColumn(
                name: "trace_parent",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "load",
                table: "nodes");

            migrationBuilder.DropColumn(
                name: "trace_parent",
                table: "deployments");

            migrationBuilder.CreateIndex(
                name: "IX_deployment_leases_node_id",
                table: "deployment_leases",
                column: "node_id");
        }
    }
}
