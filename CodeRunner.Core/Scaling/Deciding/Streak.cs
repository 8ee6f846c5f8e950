namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>For how many seconds something has been so without a break; a few that nobody saw break nothing.</summary>
internal struct Streak
{
    private long since;
    private long last;

    /// <summary>0 when it is not so now.</summary>
    public int Seconds { get; private set; }

    public void See(long second, bool isSo)
    {
        if (Seconds == 0 || second - last > ScaleTimes.Gap || second < last)
            since = second;
        last = second;
        Seconds = isSo ? (int)(second - since) + 1 : 0;
    }
}
