using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class ScalingPolicies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "scaling_suspended_at",
                table: "deployments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "scaling_suspended_by",
                table: "deployments",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "scaling_decisions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    from_instances = table.Column<int>(type: "integer", nullable: false),
                    to_instances = table.Column<int>(type: "integer", nullable: false),
                    rule = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    inputs = table.Column<string>(type: "jsonb", nullable: false),
                    next = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scaling_decisions", x => x.id);
                    table.ForeignKey(
                        name: "FK_scaling_decisions_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "scaling_policies",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    trigger = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    threshold = table.Column<double>(type: "double precision", nullable: true),
                    action = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    cooldown = table.Column<int>(type: "integer", nullable: true),
                    target = table.Column<double>(type: "double precision", nullable: true),
                    min_instances = table.Column<int>(type: "integer", nullable: false),
                    max_instances = table.Column<int>(type: "integer", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scaling_policies", x => x.id);
                    table.CheckConstraint("ck_scaling_policies_bounds", "min_instances <= max_instances");
                    table.CheckConstraint("ck_scaling_policies_form", "(target IS NULL) = (threshold IS NOT NULL AND action IS NOT NULL AND cooldown IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_scaling_policies_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "scaling_schedules",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cron = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    duration_minutes = table.Column<int>(type: "integer", nullable: false),
                    min_instances = table.Column<int>(type: "integer", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_scaling_schedules", x => x.id);
                    table.ForeignKey(
                        name: "FK_scaling_schedules_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_scaling_decisions_deployment_id_id",
                table: "scaling_decisions",
                columns: new[] { "deployment_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "IX_scaling_decisions_time",
                table: "scaling_decisions",
                column: "time");

            migrationBuilder.CreateIndex(
                name: "ix_scaling_decisions_changes",
                table: "scaling_decisions",
                columns: new[] { "deployment_id", "id" },
                descending: new[] { false, true },
                filter: "from_instances <> to_instances");

            migrationBuilder.CreateIndex(
                name: "IX_scaling_policies_deployment_id",
                table: "scaling_policies",
                column: "deployment_id");

            migrationBuilder.CreateIndex(
                name: "IX_scaling_schedules_deployment_id",
                table: "scaling_schedules",
                column: "deployment_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "scaling_decisions");

            migrationBuilder.DropTable(
                name: "scaling_policies");

            migrationBuilder.DropTable(
                name: "scaling_schedules");

            migrationBuilder.DropColumn(
                name: "scaling_suspended_at",
                table: "deployments");

            migrationBuilder.DropColumn(
                name: "scaling_suspended_by",
                table: "deployments");
        }
    }
}
