using CodeRunner.Worker.Data;
using Npgsql;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// Of some Workers, the one whose session holds PostgreSQL's advisory lock does what belongs to no deployment. The lock goes with the connection, so a Worker that was
/// killed frees it at once.
/// </summary>
internal abstract partial class Leadership(string of, Database database, IEnumerable<ILeaderDuty> duties, TimeProvider clock, ILogger logger) : IWorkerDuty
{
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
                Lost(logger, exception, of);
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
        Leads(logger, of);
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

    private async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended('leader of ' || $1, 0))", connection) { Parameters = { new() { Value = of } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This Worker leads {Of} from now on")]
    private static partial void Leads(ILogger logger, string of);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This Worker does not lead {Of}; it tries again")]
    private static partial void Lost(ILogger logger, Exception exception, string of);
}
