using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class HostsAndIngressLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ingress",
                table: "deployments",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{\"maxBodyMb\":100,\"maxConcurrent\":1000}'::jsonb");

            migrationBuilder.CreateTable(
                name: "deployment_hosts",
                columns: table => new
                {
                    host = table.Column<string>(type: "character varying(253)", maxLength: 253, nullable: false),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    proven_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deployment_hosts", x => x.host);
                    table.ForeignKey(
                        name: "FK_deployment_hosts_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_deployment_hosts_deployment_id",
                table: "deployment_hosts",
                column: "deployment_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deployment_hosts");

            migrationBuilder.DropColumn(
                name: "ingress",
                table: "deployments");
        }
    }
}
