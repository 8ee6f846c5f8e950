using System.Collections.Concurrent;
using System.Threading.Channels;
using CodeRunner.Core.Nodes;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// Takes over deployments that nobody has, new ones and those of Workers that ended, and follows what runs of them; gives away what belongs to another Worker when all
/// is calm. Workers are kept apart by the rows' locks, and decide alike what is whose.
/// </summary>
internal sealed partial class ClaimDuty(
    LeaseStore leases,
    ForgottenLeases forgotten,
    Ownerships ownerships,
    Adoption adoption,
    DeploymentQueue queue,
    Handover handover,
    Membership membership,
    TimeProvider clock,
    IOptions<LeaseOptions> options,
    ILogger<ClaimDuty> logger) : IWorkerDuty
{
    private static readonly TimeSpan BalanceEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgottenEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LostNodesEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, bool> heard = new();
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<Guid, long> freeSince = [];
    private List<Peer> peers = [];
    private long peersSince;
    private long lastBalance;
    private long lastForgotten;
    private long lastLostNodes;

    /// <summary>The term in which a first look was taken: what was free is followed.</summary>
    public Term? Settled { get; private set; }

    /// <summary>A deployment that may be new.</summary>
    public void Hear(Guid deploymentId)
    {
        heard[deploymentId] = true;
        Wake();
    }

    public void Wake() => wake.Writer.TryWrite(true);

    public async Task RunAsync(Term term)
    {
        freeSince.Clear();
        (peers, peersSince) = ([], clock.GetTimestamp());
        while (!term.Token.IsCancellationRequested)
        {
            try
            {
                await handover.AloneAsync(() => TickAsync(term), term.Token);
                await WaitAsync(term.Token);
            }
            catch (Exception exception) when (!term.Token.IsCancellationRequested)
            {
                BadTick(logger, exception);
                await clock.Wait(options.Value.Poll, term.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // The term is over.
            }
        }
    }

    private async Task TickAsync(Term term)
    {
        if (membership.IsDraining)
            return;
        await RegisterHeardAsync(term.Token);
        if (IsTime(ref lastForgotten, ForgottenEvery))
            await forgotten.LookAsync(term);
        var (alive, free) = await leases.LookAsync(term.Token);
        See(alive);
        if (IsTime(ref lastLostNodes, LostNodesEvery))
            await ClaimAsync(term, await leases.FindOfLostNodesAsync(term.Token));
        // More than a batch: the rest follows at once.
        while (await ClaimAsync(term, Balance.ToTake(term.WorkerId, peers, Remember(free), options.Value.Patience, options.Value.Batch)) == options.Value.Batch)
            free = (await leases.LookAsync(term.Token)).Free;
        Settled = term;
        if (IsTime(ref lastBalance, BalanceEvery))
            await GiveAsync(term);
    }

    private async Task RegisterHeardAsync(CancellationToken cancellationToken)
    {
        var ids = heard.Keys.Take(options.Value.Batch).ToList();
        if (ids.Count == 0)
            return;
        await leases.RegisterAsync(ids, cancellationToken);
        foreach (var id in ids)
            heard.TryRemove(id, out _);
        if (!heard.IsEmpty)
            Wake();
    }

    private async Task<int> ClaimAsync(Term term, IReadOnlyList<Guid> wanted)
    {
        if (wanted.Count == 0)
            return 0;
        var taken = (await leases.TakeAsync(term.WorkerId, wanted, term.Token)).ConvertAll(each => ownerships.Make(term, each.DeploymentId, each.Generation));
        if (taken.Count == 0)
            return 0;
        try
        {
            await adoption.AdoptAsync(taken, term.Token);
        }
        catch (Exception) when (!term.Token.IsCancellationRequested)
        {
            // Nobody would act for them until this Worker ends: they are free again, for this one too.
            await handover.GiveAsync(taken, term.Token);
            throw;
        }
        foreach (var ownership in taken)
        {
            ownerships.Add(ownership);
            queue.Enqueue(ownership.DeploymentId);
        }
        Took(logger, taken.Count);
        return taken.Count;
    }

    private async Task GiveAsync(Term term)
    {
        var atRest = ownerships.All.Where(ownership => ownership.IsAtRest).Select(ownership => ownership.DeploymentId);
        var others = Balance.ToGive(term.WorkerId, peers, clock.GetElapsedTime(peersSince), options.Value.Calm, atRest, options.Value.MovedAtOnce);
        if (others.Count == 0)
            return;
        await handover.GiveAsync([.. others.Select(ownerships.Find).OfType<Ownership>()], term.Token);
        Gave(logger, others.Count);
    }

    private void See(List<Peer> alive)
    {
        if (!alive.ToHashSet().SetEquals(peers))
            peersSince = clock.GetTimestamp();
        peers = alive;
    }

    /// <summary>Since when each has been free, as far as this Worker saw it.</summary>
    private List<(Guid DeploymentId, TimeSpan FreeFor)> Remember(List<Guid> free)
    {
        foreach (var gone in freeSince.Keys.Except(free).ToList())
            freeSince.Remove(gone);
        foreach (var id in free)
            freeSince.TryAdd(id, clock.GetTimestamp());
        return free.ConvertAll(id => (id, clock.GetElapsedTime(freeSince[id])));
    }

    private bool IsTime(ref long last, TimeSpan every)
    {
        if (last != 0 && clock.GetElapsedTime(last) < every)
            return false;
        last = clock.GetTimestamp();
        return true;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(wake.Reader.WaitToReadAsync(either.Token).AsTask(), clock.Wait(options.Value.Poll, either.Token));
        await either.CancelAsync();
        wake.Reader.TryRead(out _);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for deployments to take over failed; it is tried again")]
    private static partial void BadTick(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "This Worker acts for {Count} more deployments")]
    private static partial void Took(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "This Worker gave {Count} deployments to others")]
    private static partial void Gave(ILogger logger, int count);
}
