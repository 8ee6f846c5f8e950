using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

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
}
