using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CodeRunner.Core.Migrations
{
    /// <inheritdoc />
    public partial class LogChunks : Migration
    {
        /// <summary>Heads and sources are updated many times a second: room in their pages lets that happen in place. Packed is compressed already.</summary>
        private const string Partitioned = """
            CREATE TABLE log_chunks (
                deployment_id uuid NOT NULL CONSTRAINT "FK_log_chunks_deployments_deployment_id" REFERENCES deployments (id) ON DELETE CASCADE,
                last bigint NOT NULL,
                after bigint NOT NULL,
                stored_at timestamptz NOT NULL,
                earliest timestamptz NOT NULL,
                latest timestamptz NOT NULL,
                streams integer NOT NULL,
                instances uuid[] NOT NULL,
                releases uuid[] NOT NULL,
                packed bytea NOT NULL,
                CONSTRAINT "PK_log_chunks" PRIMARY KEY (deployment_id, last, stored_at)
            ) PARTITION BY RANGE (stored_at);
            ALTER TABLE log_chunks ALTER COLUMN packed SET STORAGE EXTERNAL;
            ALTER TABLE log_heads SET (fillfactor = 50);
            ALTER TABLE log_sources SET (fillfactor = 50);
            """;

        /// <summary>
        /// Lines that were stored one by one become chunks of 500. A Worker of the version before cannot store until it is replaced: its lines wait in the sandboxes.
        /// </summary>
        private const string OfOldLines = """
            DO $$
            DECLARE day date;
            BEGIN
                FOR day IN
                    SELECT DISTINCT (time AT TIME ZONE 'UTC')::date FROM log_lines
                    UNION SELECT (now() AT TIME ZONE 'UTC')::date + ahead FROM generate_series(0, 2) ahead
                LOOP
                    EXECUTE format('CREATE TABLE %I PARTITION OF log_chunks FOR VALUES FROM (%L) TO (%L)',
                        'log_chunks_' || to_char(day, 'YYYYMMDD'), day || ' 00:00+00', day + 1 || ' 00:00+00');
                END LOOP;
            END $$;
            INSERT INTO log_chunks (deployment_id, after, last, stored_at, earliest, latest, streams, instances, releases, packed)
            SELECT deployment_id, min(cursor) - 1, max(cursor), max(time), min(time), max(time), bit_or(1 << stream),
                coalesce(array_agg(DISTINCT instance_id) FILTER (WHERE instance_id IS NOT NULL), '{}'),
                coalesce(array_agg(DISTINCT release_id) FILTER (WHERE release_id IS NOT NULL), '{}'),
                '\x00'::bytea || convert_to(jsonb_agg(jsonb_strip_nulls(
                    jsonb_build_object(
                        'cursor', cursor::text, 'time', to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        'instanceId', instance_id, 'releaseId', release_id)
                    || CASE WHEN gap_lines > 0 THEN jsonb_build_object('gap', jsonb_build_object('lines', gap_lines, 'bytes', gap_bytes))
                    ELSE jsonb_build_object(
                        'seq', seq, 'epoch', epoch, 'stream', (ARRAY['stdout', 'stderr', 'build', 'system'])[stream + 1], 'level', level, 'text', text)
                    END) ORDER BY cursor)::text, 'UTF8')
            FROM log_lines GROUP BY deployment_id, (cursor - 1) / 500;
            UPDATE log_heads SET stored_bytes = stored.bytes
            FROM (SELECT deployment_id, sum(octet_length(packed)) AS bytes FROM log_chunks GROUP BY deployment_id) stored
            WHERE log_heads.deployment_id = stored.deployment_id;
            INSERT INTO log_sources (sandbox_id, deployment_id, last_seq, updated_at)
            SELECT sandbox_id, (array_agg(deployment_id))[1], max(seq), max(time) FROM log_lines WHERE instance_id IS NOT NULL GROUP BY sandbox_id;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "log_days",
                table: "projects",
                type: "integer",
                nullable: false,
                defaultValue: 30);

            migrationBuilder.AddColumn<Guid>(
                name: "last_batch",
                table: "log_heads",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<long>(
                name: "stored_bytes",
                table: "log_heads",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "log_sources",
                columns: table => new
                {
                    sandbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    last_seq = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_sources", x => x.sandbox_id);
                    table.ForeignKey(
                        name: "FK_log_sources_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_log_sources_deployment_id",
                table: "log_sources",
                column: "deployment_id");

            migrationBuilder.Sql(Partitioned);
            migrationBuilder.Sql(OfOldLines);
            migrationBuilder.DropTable(
                name: "log_lines");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE log_chunks");

            migrationBuilder.DropTable(
                name: "log_sources");

            migrationBuilder.DropColumn(
                name: "log_days",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "last_batch",
                table: "log_heads");

            migrationBuilder.DropColumn(
                name: "stored_bytes",
                table: "log_heads");

            migrationBuilder.CreateTable(
                name: "log_lines",
                columns: table => new
                {
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cursor = table.Column<long>(type: "bigint", nullable: false),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    gap_bytes = table.Column<long>(type: "bigint", nullable: false),
                    gap_lines = table.Column<long>(type: "bigint", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: true),
                    level = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    release_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sandbox_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    stream = table.Column<short>(type: "smallint", maxLength: 20, nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_lines", x => new { x.deployment_id, x.cursor });
                    table.ForeignKey(
                        name: "FK_log_lines_deployments_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_log_lines_sandbox_id_seq",
                table: "log_lines",
                columns: new[] { "sandbox_id", "seq" },
                unique: true);
        }
    }
}
