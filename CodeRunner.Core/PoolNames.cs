using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core;

public static class PoolNames
{
    /// <summary>Metrics and traces name a pool, and one without a name by its connection string.</summary>
    public static DbContextOptionsBuilder NamePool(this DbContextOptionsBuilder options) =>
        options.UseNpgsql(npgsql => npgsql.ConfigureDataSource(source => source.Name = "entities"));
}
