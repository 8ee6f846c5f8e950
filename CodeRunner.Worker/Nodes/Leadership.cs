using CodeRunner.Worker.Data;
using Npgsql;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// Of the Workers on one database, the one whose session holds PostgreSQL's advisory lock acts; the others route requests and wait. The lock goes with the
/// connection, so a Worker that was killed frees it at once.
/// </summary>
internal sealed partial class Leadership(
    Database database, IEnumerable<ILeaderDuty> duties, TimeProvider clock, ILogger<Leadership> logger) : BackgroundService
{
    private const long LockKey = 0x436F646552756E;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2);

    /// <summary>Whether the database was asked: this Worker leads, or knows that another one does.</summary>
    public bool Settled { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CampaignAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Settled = false;
                Lost(logger, exception);
                await clock.Wait(Pause, stoppingToken);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task CampaignAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenSessionAsync(stopping);
        while (!await TryLockAsync(connection, stopping))
        {
            Settled = true;
            await clock.Wait(Pause, stopping);
        }
        Leads(logger);
        await LeadAsync(connection, stopping);
    }

    private async Task LeadAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        using var term = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] work = [HoldAsync(connection, term.Token), .. duties.Select(duty => duty.RunAsync(term.Token))];
        Settled = true;
        // A duty that ended before its term is as bad as a lost lock: a leader does all of its work or makes room.
        var first = await Task.WhenAny(work);
        await term.CancelAsync();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task HoldAsync(NpgsqlConnection connection, CancellationToken term)
    {
        while (true)
        {
            await clock.Wait(CheckEvery, term);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(term);
        }
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This Worker acts from now on")]
    private static partial void Leads(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This Worker does not act any more; it tries again")]
    private static partial void Lost(ILogger logger, Exception exception);
}
