using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments.Tracing;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// This Worker's membership of its node: it registers, renews its lease and does its duties. Whenever it can't be sure of the lease any more it drops all work, touches
/// nothing, and registers anew under another id.
/// </summary>
internal sealed partial class WorkerSession(
    Database database,
    WorkerRegistry registry,
    Membership membership,
    IEnumerable<IWorkerDuty> duties,
    TimeProvider clock,
    IOptions<LeaseOptions> options,
    ILogger<WorkerSession> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WindingUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                DeployMetrics.LostLease("worker");
                Lost(logger, exception);
                await clock.Wait(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // It ends anyway; its session's end frees what it has.
            }
        }
    }

    private async Task ServeAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenSessionAsync(stopping);
        using var term = new Term(Guid.CreateVersion7(), clock);
        var began = clock.GetTimestamp();
        await registry.EnterAsync(connection, term.WorkerId, membership.IsDraining, stopping);
        Extend(term, began);
        Acts(logger, term.WorkerId);
        await using var ending = stopping.Register(term.End);
        try
        {
            membership.Current = term;
            await WorkAsync(connection, term);
        }
        finally
        {
            membership.Current = null;
            term.End();
            if (stopping.IsCancellationRequested)
                await LeaveAsync(connection, term);
        }
    }

    private async Task WorkAsync(NpgsqlConnection connection, Term term)
    {
        Task[] work = [RenewAsync(connection, term), .. duties.Select(duty => duty.RunAsync(term))];
        // A duty that ended before its term is as bad as a lost lease: a Worker does all of its work or makes room.
        var first = await Task.WhenAny(work);
        term.End();
        await Task.WhenAny(Task.WhenAll(work), clock.Wait(WindingUp, CancellationToken.None));
        await first;
    }

    private async Task RenewAsync(NpgsqlConnection connection, Term term)
    {
        while (true)
        {
            // Waiting on the connection and not on a clock: its end is seen at once.
            if (await connection.WaitAsync(options.Value.Renewal, term.Token))
                continue;
            var began = clock.GetTimestamp();
            if (!await registry.RenewAsync(connection, term.WorkerId, membership.IsDraining, term.Token))
                throw new InvalidOperationException("The lease was over before it was renewed.");
            Extend(term, began);
        }
    }

    private void Extend(Term term, long began) => term.Extend(began, options.Value.Duration - options.Value.Margin);

    private async Task LeaveAsync(NpgsqlConnection connection, Term term)
    {
        using var limit = new CancellationTokenSource(Farewell, clock);
        try
        {
            await registry.LeaveAsync(connection, term.WorkerId, limit.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            Unheard(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This Worker acts as {WorkerId}")]
    private static partial void Acts(ILogger logger, Guid workerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This Worker is not sure of its lease any more: it dropped its work and registers anew")]
    private static partial void Lost(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The database did not hear that this Worker ends")]
    private static partial void Unheard(ILogger logger, Exception exception);
}
