using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class CostsAndRecommendations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "rule_id",
                table: "alerts",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AlterColumn<Guid>(
                name: "deployment_id",
                table: "alerts",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.CreateTable(
                name: "daily_usage",
                columns: table => new
                {
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    environment = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    paid_cpu = table.Column<double>(type: "double precision", nullable: false),
                    used_cpu = table.Column<double>(type: "double precision", nullable: false),
                    paid_gb = table.Column<double>(type: "double precision", nullable: false),
                    used_gb = table.Column<double>(type: "double precision", nullable: false),
                    requests = table.Column<long>(type: "bigint", nullable: false),
                    egress_bytes = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_daily_usage", x => new { x.deployment_id, x.day });
                    table.ForeignKey(
                        name: "FK_daily_usage_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "project_costs",
                columns: table => new
                {
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    prices = table.Column<string>(type: "jsonb", nullable: true),
                    budget_per_month = table.Column<decimal>(type: "numeric", nullable: true),
                    budget_state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    alert_id = table.Column<Guid>(type: "uuid", nullable: true),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_costs", x => x.project_id);
                    table.ForeignKey(
                        name: "FK_project_costs_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "recommendations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    strategy = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    targets = table.Column<string>(type: "jsonb", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    current = table.Column<double>(type: "double precision", nullable: false),
                    proposed = table.Column<double>(type: "double precision", nullable: false),
                    advice = table.Column<string>(type: "jsonb", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    fresh_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    applied_by = table.Column<Guid>(type: "uuid", nullable: true),
                    release_number = table.Column<int>(type: "integer", nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recommendations", x => x.id);
                    table.ForeignKey(
                        name: "FK_recommendations_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "usage_checkpoints",
                columns: table => new
                {
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: false),
                    stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_checkpoints", x => x.deployment_id);
                    table.ForeignKey(
                        name: "FK_usage_checkpoints_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "usage_pending",
                columns: table => new
                {
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_pending", x => new { x.deployment_id, x.day });
                });

            migrationBuilder.CreateIndex(
                name: "ix_alerts_budget",
                table: "alerts",
                column: "project_id",
                unique: true,
                filter: "state = 'Firing' AND kind = 'Budget'");

            migrationBuilder.CreateIndex(
                name: "IX_daily_usage_day",
                table: "daily_usage",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "IX_daily_usage_project_id_day",
                table: "daily_usage",
                columns: new[] { "project_id", "day" });

            migrationBuilder.CreateIndex(
                name: "IX_project_costs_checked_at",
                table: "project_costs",
                column: "checked_at",
                filter: "budget_per_month IS NOT NULL OR alert_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_project_costs_due",
                table: "project_costs",
                column: "project_id",
                filter: "due");

            migrationBuilder.CreateIndex(
                name: "IX_recommendations_deployment_id_id",
                table: "recommendations",
                columns: new[] { "deployment_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_recommendations_offered",
                table: "recommendations",
                columns: new[] { "deployment_id", "strategy", "kind" },
                unique: true,
                filter: "state IN ('Open', 'Dismissed')");

            migrationBuilder.CreateIndex(
                name: "ix_recommendations_watched",
                table: "recommendations",
                column: "deployment_id",
                filter: "state = 'Watching'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "daily_usage");

            migrationBuilder.DropTable(
                name: "project_costs");

            migrationBuilder.DropTable(
                name: "recommendations");

            migrationBuilder.DropTable(
                name: "usage_checkpoints");

            migrationBuilder.DropTable(
                name: "usage_pending");

            migrationBuilder.DropIndex(
                name: "ix_alerts_budget",
                table: "alerts");

            migrationBuilder.AlterColumn<Guid>(
                name: "rule_id",
                table: "alerts",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "deployment_id",
                table: "alerts",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
