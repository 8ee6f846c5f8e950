using CodeRunner.Worker.Data;
using Npgsql;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// Of all Workers on a database, the one whose session holds PostgreSQL's advisory lock does what belongs to no deployment. The lock goes with the connection, so a
/// Worker that was killed frees it at once.
/// </summary>
internal sealed partial class Leadership(
    Database database, IEnumerable<ILeaderDuty> duties, TimeProvider clock, ILogger<Leadership> logger) : IWorkerDuty
{
    private const long LockKey = 0x436F646552756E;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2);

    public async Task RunAsync(Term term)
    {
        while (!term.Token.IsCancellationRequested)
        {
            try
            {
                await CampaignAsync(term.Token);
            }
            catch (Exception exception) when (!term.Token.IsCancellationRequested)
            {
                Lost(logger, exception);
                await clock.Wait(Pause, term.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // The term is over.
            }
        }
    }

    private async Task CampaignAsync(CancellationToken term)
    {
        await using var connection = await database.OpenSessionAsync(term);
        while (!await TryLockAsync(connection, term))
            await clock.Wait(Pause, term);
        Leads(logger);
        await LeadAsync(connection, term);
    }

    private async Task LeadAsync(NpgsqlConnection connection, CancellationToken term)
    {
        using var lead = CancellationTokenSource.CreateLinkedTokenSource(term);
        Task[] work = [HoldAsync(connection, lead.Token), .. duties.Select(duty => duty.RunAsync(lead.Token))];
        // A duty that ended before its term is as bad as a lost lock: a leader does all of its work or makes room.
        var first = await Task.WhenAny(work);
        await lead.CancelAsync();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task HoldAsync(NpgsqlConnection connection, CancellationToken lead)
    {
        while (true)
        {
            await clock.Wait(CheckEvery, lead);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(lead);
        }
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This Worker leads from now on")]
    private static partial void Leads(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This Worker does not lead; it tries again")]
    private static partial void Lost(ILogger logger, Exception exception);
}
