namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>Settings of a PostgreSQL context, read from <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c>.</summary>
public class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    /// <summary>The time limit of one command, in seconds.</summary>
    public int? CommandTimeout { get; set; }

    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableMetrics { get; set; }

    public bool DisableRetry { get; set; }

    public bool DisableTracing { get; set; }
}
