using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class Configuration : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "own_configuration_version",
                table: "releases",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "shared_configuration_version",
                table: "releases",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "reveals",
                table: "members",
                type: "text[]",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    action = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    target = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    environment = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    ip = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    outcome = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => new { x.project_id, x.seq });
                    table.ForeignKey(
                        name: "FK_audit_entries_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "audit_heads",
                columns: table => new
                {
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_heads", x => x.project_id);
                    table.ForeignKey(
                        name: "FK_audit_heads_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "config_values",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    environment = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true),
                    master_key_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    envelope = table.Column<byte[]>(type: "bytea", nullable: true),
                    bytes = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_config_values", x => x.id);
                    table.ForeignKey(
                        name: "FK_config_values_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_config_values_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "config_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    environment = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    number = table.Column<int>(type: "integer", nullable: false),
                    entries = table.Column<string>(type: "jsonb", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_config_versions", x => x.id);
                    table.ForeignKey(
                        name: "FK_config_versions_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_config_versions_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_config_versions_users_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_project_id_action_seq",
                table: "audit_entries",
                columns: new[] { "project_id", "action", "seq" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_project_id_actor_id_seq",
                table: "audit_entries",
                columns: new[] { "project_id", "actor_id", "seq" });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_project_id_time",
                table: "audit_entries",
                columns: new[] { "project_id", "time" });

            migrationBuilder.CreateIndex(
                name: "IX_config_values_deployment_id",
                table: "config_values",
                column: "deployment_id");

            migrationBuilder.CreateIndex(
                name: "IX_config_values_master_key_id_id",
                table: "config_values",
                columns: new[] { "master_key_id", "id" },
                filter: "master_key_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_config_values_project_id_environment_deployment_id",
                table: "config_values",
                columns: new[] { "project_id", "environment", "deployment_id" });

            migrationBuilder.CreateIndex(
                name: "IX_config_versions_created_by",
                table: "config_versions",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "IX_config_versions_deployment_id",
                table: "config_versions",
                column: "deployment_id");

            migrationBuilder.CreateIndex(
                name: "IX_config_versions_project_id_environment_deployment_id_number",
                table: "config_versions",
                columns: new[] { "project_id", "environment", "deployment_id", "number" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_heads");

            migrationBuilder.DropTable(
                name: "config_values");

            migrationBuilder.DropTable(
                name: "config_versions");

            migrationBuilder.DropColumn(
                name: "own_configuration_version",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "shared_configuration_version",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "reveals",
                table: "members");
        }
    }
}
