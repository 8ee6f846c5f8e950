using System.Net;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class MigrateAtStartTests
{
    private static readonly Dictionary<string, string> AtStart = new() { ["Schema:MigrateAtStart"] = "true" };

    [Fact]
    public async Task Two_Apis_that_begin_at_once_with_an_empty_database_make_its_schema_once_and_serve()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        await db.Database.ExecuteSqlRawAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");

        var apis = await Task.WhenAll(Task.Run(() => ApiFactory.StartAsync(database, settings: AtStart)), Task.Run(() => ApiFactory.StartAsync(database, settings: AtStart)));

        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        foreach (var api in apis)
        {
            using var client = api.Stranger();
            (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_Api_that_was_not_told_to_leaves_the_schema_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Open();
        await db.Database.ExecuteSqlRawAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");

        await using var api = await ApiFactory.StartAsync(database);

        (await db.Database.GetAppliedMigrationsAsync()).ShouldBeEmpty();
    }
}
