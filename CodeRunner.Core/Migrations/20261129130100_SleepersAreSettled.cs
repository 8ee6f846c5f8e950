using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class SleepersAreSettled : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_deployments_state",
                table: "deployments");

            migrationBuilder.CreateIndex(
                name: "IX_deployments_state",
                table: "deployments",
                column: "state",
                filter: "state NOT IN ('Running', 'Stopped', 'Created', 'Sleeping')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_deployments_state",
                table: "deployments");

            migrationBuilder.CreateIndex(
                name: "IX_deployments_state",
                table: "deployments",
                column: "state",
                filter: "state NOT IN ('Running', 'Stopped', 'Created')");
        }
    }
}
