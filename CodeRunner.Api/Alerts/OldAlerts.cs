using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Alerts;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Alerts;

/// <summary>Deletes alerts that are long over, some at a time.</summary>
internal sealed class OldAlerts(IServiceScopeFactory scopes, TimeProvider time, ILogger<OldAlerts> logger) : UpkeepLoop(TimeSpan.FromMinutes(10), time, logger)
{
    private const int Batch = 1000;

    private readonly TimeProvider time = time;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var limit = time.GetUtcNow() - Alert.Life;
        await db.Database.ExecuteSqlAsync($"DELETE FROM alerts WHERE ctid IN (SELECT ctid FROM alerts WHERE resolved_at <= {limit} LIMIT {Batch})", cancellationToken);
    }
}
