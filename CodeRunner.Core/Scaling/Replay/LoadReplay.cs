namespace CodeRunner.Core.Scaling.Replay;

/// <summary>What a replay is asked.</summary>
/// <param name="Trace">The load.</param>
/// <param name="Arrivals">Requests of each second: what of <paramref name="Trace"/> came when.</param>
/// <param name="Capacity">Requests/s that an instance serves.</param>
/// <param name="StartupSeconds">From the decision to an instance's first request.</param>
/// <param name="From">The first second that counts; those before are played, too.</param>
/// <param name="To">The second after the last.</param>
/// <param name="Minimum">Instances at least, and at the beginning, when there is one.</param>
/// <param name="Maximum">Instances at most.</param>
public sealed record ReplaySetup(
    LoadTrace Trace, IReadOnlyList<int> Arrivals, double Capacity, int StartupSeconds, int From, int To, int Minimum, int Maximum);

/// <summary>
/// Plays a load to an autoscaler, a second at a time: requests wait in one queue, instances take their time to start and end at once. Pure; costs time and nothing else.
/// </summary>
public static class LoadReplay
{
    public static ReplayScore Run(ReplaySetup setup, IAutoscaler autoscaler)
    {
        var (queue, fleet, tally) = (new RequestQueue(), new Fleet(setup.StartupSeconds, Math.Max(1, setup.Minimum)), new ReplayTally(setup));
        for (var second = 0; second < setup.To; second++)
        {
            fleet.Advance(second);
            queue.Enter(second, setup.Arrivals[second]);
            var (served, late) = queue.Serve(second, fleet.Ready * setup.Capacity);
            tally.Serve(second, late, fleet.Desired);
            var seen = new LoadSecond(second, setup.Arrivals[second], served, queue.Waiting, fleet.Ready, fleet.Desired);
            var wanted = Math.Clamp(autoscaler.Decide(seen), setup.Minimum, setup.Maximum);
            tally.Decide(second, fleet.Desired, wanted);
            if (wanted != fleet.Desired)
                fleet.Scale(second, wanted);
        }
        return tally.ToScore(queue.LateAt(setup.To));
    }
}
