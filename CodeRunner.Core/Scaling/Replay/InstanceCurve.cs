namespace CodeRunner.Core.Scaling.Replay;

/// <summary>Remembers how many instances an autoscaler got: the most in each stretch of <paramref name="stretch"/> seconds.</summary>
public sealed class InstanceCurve(IAutoscaler autoscaler, int stretch) : IAutoscaler
{
    private readonly List<int> most = [];

    public IReadOnlyList<int> Most => most;

    public int Decide(in LoadSecond second)
    {
        if (second.Second / stretch == most.Count)
            most.Add(second.Desired);
        else
            most[^1] = Math.Max(most[^1], second.Desired);
        return autoscaler.Decide(second);
    }
}
