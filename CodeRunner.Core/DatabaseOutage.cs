using Npgsql;

namespace CodeRunner.Core;

/// <summary>A database that does not answer right now, where trying again later helps.</summary>
public static class DatabaseOutage
{
    public static bool IsCauseOf(Exception? failure) => failure is not null && (failure is NpgsqlException { IsTransient: true } || IsCauseOf(failure.InnerException));
}
