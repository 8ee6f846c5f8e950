namespace CodeRunner.Benchmarks.Load;

/// <summary>How often people do what, in percent, and how long they think between. Pure.</summary>
internal static class LoadMix
{
    private const double MeanThinkSeconds = 1;

    private static readonly (LoadAct Act, int Percent)[] Shares =
        [(LoadAct.Read, 45), (LoadAct.LogTail, 25), (LoadAct.ConfigEdit, 20), (LoadAct.Status, 7), (LoadAct.SignIn, 2), (LoadAct.Deploy, 1)];

    public static LoadAct Next(Random random)
    {
        var place = random.Next(Shares.Sum(each => each.Percent));
        foreach (var (act, percent) in Shares)
        {
            if (place < percent)
                return act;
            place -= percent;
        }
        throw new InvalidOperationException("The shares are less than their sum.");
    }

    /// <summary>Exponential, so that people meet by chance.</summary>
    public static TimeSpan Think(Random random) => TimeSpan.FromSeconds(-MeanThinkSeconds * Math.Log(1 - random.NextDouble()));
}
