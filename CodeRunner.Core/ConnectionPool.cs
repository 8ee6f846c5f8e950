using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Core;

/// <summary>Connections to PostgreSQL that one after the other uses for a moment.</summary>
public static class ConnectionPool
{
    private const int PreparedStatements = 100;

    /// <summary>The pool that entities are read and written by.</summary>
    public static DbContextOptionsBuilder SetUpPool(this DbContextOptionsBuilder options) => options.UseNpgsql(npgsql => npgsql.ConfigureDataSource(source => source.SetUp("entities")));

    /// <summary>
    /// Metrics and traces name a pool, and one without a name by its connection string. What a connection asks for the second time is planned for good: a request asks a handful of short
    /// questions, and planning them was a third of PostgreSQL's work. Nobody may leave anything in a connection's session (a lock beyond its transaction, LISTEN, SET), so it is not cleared for
    /// the next one, which would be seven statements before each of those questions.
    /// </summary>
    public static NpgsqlDataSourceBuilder SetUp(this NpgsqlDataSourceBuilder source, string name)
    {
        source.Name = name;
        source.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
        source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        source.ConnectionStringBuilder.NoResetOnClose = true;
        return source;
    }
}
