using CodeRunner.Contracts.Logs;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CodeRunner.Tests.Core;

public sealed class MigrationTests
{
    [Fact]
    public async Task The_migrations_make_the_schema_that_the_model_describes()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();

        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        db.Database.HasPendingModelChanges().ShouldBeFalse();
        (await db.Deployments.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Lines_that_were_stored_one_by_one_are_found_in_chunks()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("LeasesOfNodes");
        var (deployment, sandbox, instance) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        // The lines alone matter here, and not whose they are.
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE log_lines DROP CONSTRAINT \"FK_log_lines_deployments_deployment_id\"; ALTER TABLE log_heads DROP CONSTRAINT \"FK_log_heads_deployments_deployment_id\"");
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO log_lines (deployment_id, cursor, sandbox_id, seq, epoch, instance_id, release_id, time, stream, level, text, gap_lines, gap_bytes)
            SELECT {deployment}, number, {sandbox}, number, 2, {instance}, NULL, timestamptz '2026-11-20 23:00+00' + number * interval '10 seconds', number % 2,
                CASE WHEN number = 700 THEN 'warn' END, 'line "' || number || '"', CASE WHEN number = 750 THEN 3 ELSE 0 END, CASE WHEN number = 750 THEN 99 ELSE 0 END
            FROM generate_series(401, 1200) number;
            INSERT INTO log_heads VALUES ({deployment}, 1200);
            """);

        // As above: chunks and sources are of no deployment either.
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("SET session_replication_role = replica");
        await migrator.MigrateAsync();

        var log = await db.LogAsync(deployment);
        log.Select(line => line.Number()).ShouldBe(Enumerable.Range(401, 800).Select(number => (long)number));
        (log[0].Text, log[0].Seq, log[0].Epoch, log[0].InstanceId, log[0].Stream).ShouldBe(("line \"401\"", 401, 2, instance, LogStream.Stderr));
        log[0].Time.ShouldBe(new DateTimeOffset(2026, 11, 21, 0, 6, 50, TimeSpan.Zero));
        log[299].Level.ShouldBe("warn");
        log[349].Gap.ShouldBe(new LogGap(3, 99));
        (await db.LogSources.SingleAsync()).LastSeq.ShouldBe(1200);
        (await db.LogHeads.SingleAsync()).StoredBytes.ShouldBe((await db.LogChunks.Select(chunk => chunk.Packed.Length).ToListAsync()).Sum());
    }

    [Fact]
    public async Task A_project_from_before_counts_against_its_longest_serving_owner()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("CostsAndRecommendations");
        var (maker, other, left, passed) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (id, email, normalized_email, display_name, password_hash, operator, failed_logins, created_at)
                SELECT id, id::text, id::text, 'Ada', '-', false, 0, now() FROM unnest(ARRAY[{maker}, {other}]) id;
            INSERT INTO projects (id, name, slug, created_at) SELECT id, 'Shop', id::text, now() FROM unnest(ARRAY[{left}, {passed}]) id;
            INSERT INTO members (project_id, user_id, role, environments, created_at) VALUES
                ({left}, {maker}, 'Owner', ARRAY[]::text[], now() - interval '2 days'), ({left}, {other}, 'Owner', ARRAY[]::text[], now() - interval '1 day'),
                ({passed}, {maker}, 'Viewer', ARRAY[]::text[], now() - interval '2 days'), ({passed}, {other}, 'Owner', ARRAY[]::text[], now() - interval '1 day');
            """);

        await migrator.MigrateAsync();

        (await db.Projects.Where(project => project.Id == left).Select(project => project.AccountableId).SingleAsync()).ShouldBe(maker);
        (await db.Projects.Where(project => project.Id == passed).Select(project => project.AccountableId).SingleAsync()).ShouldBe(other);
    }

    [Fact]
    public async Task Families_of_refresh_tokens_that_live_go_on_as_sessions_that_end()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("LoadTests");
        var (user, lives, revoked, expired) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (id, email, normalized_email, display_name, password_hash, operator, failed_logins, created_at) VALUES ({user}, 'a', 'A', 'Ada', '-', false, 0, now());
            INSERT INTO refresh_tokens (id, user_id, family_id, hash, created_at, expires_at, used_at, revoked_at) VALUES
                (gen_random_uuid(), {user}, {lives}, '\x01', now() - interval '9 days', now() + interval '5 days', now() - interval '2 days', NULL),
                (gen_random_uuid(), {user}, {lives}, '\x02', now() - interval '2 days', now() + interval '12 days', NULL, NULL),
                (gen_random_uuid(), {user}, {revoked}, '\x03', now() - interval '1 day', now() + interval '13 days', NULL, now()),
                (gen_random_uuid(), {user}, {expired}, '\x04', now() - interval '15 days', now() - interval '1 day', NULL, NULL);
            """);

        await migrator.MigrateAsync();

        var session = await db.Sessions.SingleAsync();
        (session.Id, session.UserId, session.EndedAt).ShouldBe((lives, user, null));
        (session.EndsAt - session.BegunAt).ShouldBe(TimeSpan.FromDays(30));
        (session.ExpiresAt - session.LastUsedAt).ShouldBe(TimeSpan.FromDays(14));
    }
}
