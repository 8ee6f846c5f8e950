using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class Reconciling : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "crashes",
                table: "instances",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_releases_state",
                table: "releases",
                column: "state",
                filter: "state IN ('Queued', 'Building', 'Starting')");

            migrationBuilder.CreateIndex(
                name: "IX_instances_state",
                table: "instances",
                column: "state",
                filter: "state <> 'Running'");

            migrationBuilder.CreateIndex(
                name: "IX_deployments_state",
                table: "deployments",
                column: "state",
                filter: "state NOT IN ('Running', 'Stopped', 'Created')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_releases_state",
                table: "releases");

            migrationBuilder.DropIndex(
                name: "IX_instances_state",
                table: "instances");

            migrationBuilder.DropIndex(
                name: "IX_deployments_state",
                table: "deployments");

            migrationBuilder.DropColumn(
                name: "crashes",
                table: "instances");
        }
    }
}
