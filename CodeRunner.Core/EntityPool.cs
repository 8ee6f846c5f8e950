using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core;

/// <summary>The connections that entities are read and written by.</summary>
public static class EntityPool
{
    private const int PreparedStatements = 100;

    /// <summary>
    /// Metrics and traces name a pool, and one without a name by its connection string. What a connection asks for the second time is planned for good: a request asks a handful of short
    /// questions, and planning them was a third of PostgreSQL's work.
    /// </summary>
    public static DbContextOptionsBuilder SetUpPool(this DbContextOptionsBuilder options) => options.UseNpgsql(npgsql => npgsql.ConfigureDataSource(source =>
    {
        source.Name = "entities";
        source.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
        source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
    }));
}
