namespace CodeRunner.Core.Scaling.Replay;

/// <summary>Remembers how many instances an autoscaler wanted: the most in each stretch of <paramref name="stretch"/> seconds.</summary>
public sealed class InstanceCurve(IAutoscaler autoscaler, int stretch) : IAutoscaler
{
    private readonly List<int> most = [];

    public IReadOnlyList<int> Most => most;

    public int Decide(in LoadSecond second)
    {
        var wanted = autoscaler.Decide(second);
        if (second.Second / stretch == most.Count)
            most.Add(wanted);
        else
            most[^1] = Math.Max(most[^1], wanted);
        return wanted;
    }
}
