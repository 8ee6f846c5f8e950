using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class ProjectAndUserLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "accountable_id",
                table: "projects",
                type: "uuid",
                nullable: true);

            // Whoever made a project has been its member for longest: who has owned it for longest is its maker, or the one it passed to.
            migrationBuilder.Sql(
                """
                UPDATE projects SET accountable_id = (
                    SELECT user_id FROM members WHERE project_id = projects.id AND role = 'Owner' ORDER BY created_at, user_id LIMIT 1);
                """);

            migrationBuilder.CreateTable(
                name: "limit_overrides",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    instances = table.Column<int>(type: "integer", nullable: true),
                    cpus = table.Column<decimal>(type: "numeric", nullable: true),
                    memory_mb = table.Column<long>(type: "bigint", nullable: true),
                    set_by = table.Column<Guid>(type: "uuid", nullable: true),
                    set_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_limit_overrides", x => x.id);
                    table.CheckConstraint("ck_limit_overrides_holder", "(project_id IS NULL) <> (user_id IS NULL)");
                    table.ForeignKey(
                        name: "FK_limit_overrides_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_limit_overrides_users_set_by",
                        column: x => x.set_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "FK_limit_overrides_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_releases_coming",
                table: "releases",
                column: "deployment_id",
                filter: "state IN ('Queued', 'Building', 'Starting')");

            migrationBuilder.CreateIndex(
                name: "IX_projects_accountable_id",
                table: "projects",
                column: "accountable_id");

            migrationBuilder.CreateIndex(
                name: "IX_limit_overrides_project_id",
                table: "limit_overrides",
                column: "project_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_limit_overrides_set_by",
                table: "limit_overrides",
                column: "set_by");

            migrationBuilder.CreateIndex(
                name: "IX_limit_overrides_user_id",
                table: "limit_overrides",
                column: "user_id",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_projects_users_accountable_id",
                table: "projects",
                column: "accountable_id",
                principalTable: "users",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_projects_users_accountable_id",
                table: "projects");

            migrationBuilder.DropTable(
                name: "limit_overrides");

            migrationBuilder.DropIndex(
                name: "ix_releases_coming",
                table: "releases");

            migrationBuilder.DropIndex(
                name: "IX_projects_accountable_id",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "accountable_id",
                table: "projects");
        }
    }
}
