using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Core.Scaling.Replay;

/// <summary>
/// A deployment's policies in a replay. What an instance is busy with there is requests, one at a time: its processor is used for as much of a second as it serves of what it could. Of
/// memory a load says nothing: policies on it keep what there is. What may sleep does, by the usual times, and the first request wakes it.
/// </summary>
/// <param name="rules">None keeps the count as it is, or as schedules raise it.</param>
/// <param name="schedules">Those that are on.</param>
/// <param name="capacity">Requests/s that an instance serves.</param>
/// <param name="startupSeconds">From the decision to an instance's first request.</param>
/// <param name="most">Instances that there may be.</param>
/// <param name="start">When the load began, in Unix seconds.</param>
public sealed class PolicyAutoscaler(
    IReadOnlyList<ScaleRule> rules, IReadOnlyList<ScaledSchedule> schedules, double capacity, int startupSeconds, int most, long start) : IAutoscaler
{
    private const double Percent = 100;
    private const int LongHealthy = 3600;

    private readonly ScaleState state = new(idle: IdleRules.Default);

    public int Decide(in LoadSecond second)
    {
        var now = start + second.Second;
        var busy = second.Ready == 0 ? 0 : second.Served / (second.Ready * capacity);
        var healthy = new ScaleInstance[second.Ready];
        Array.Fill(healthy, new ScaleInstance(LongHealthy, Percent * Math.Min(1, busy), null));
        var traffic = new ScaleTraffic(second.Arrived, (int)Math.Min(int.MaxValue, second.Waiting + Math.Round(busy * second.Ready)));
        var sample = new ScaleSample(now, second.Desired, healthy, traffic);
        var wanted = ScaleDecider.Decide(state, sample, rules, new ScaleBounds(Scheduled(now), most, startupSeconds)).To;
        return second is { Desired: 0, Waiting: > 0 } ? Math.Max(1, wanted) : wanted;
    }

    private int Scheduled(long now)
    {
        var minimum = 0;
        foreach (var schedule in schedules)
            minimum = schedule.MinInstances > minimum && schedule.Times.Holds(DateTimeOffset.FromUnixTimeSeconds(now)) ? schedule.MinInstances : minimum;
        return minimum;
    }
}
