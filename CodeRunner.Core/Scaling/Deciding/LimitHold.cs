using CodeRunner.Core.Limiting;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>How far limits were found to let a deployment grow. Until a moment it is believed, so that who wants more each second asks the database seldom: after longer and longer pauses.</summary>
public sealed record LimitHold(int Most, LimitFault Fault, DateTimeOffset Until, TimeSpan Pause)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The next one; its pause is twice that of <paramref name="before"/> where that was just over, and at most <paramref name="longest"/>.</summary>
    public static LimitHold After(LimitHold? before, int most, LimitFault fault, DateTimeOffset now, TimeSpan longest)
    {
        var pause = before is not null && now - before.Until < longest ? before.Pause * 2 : First;
        pause = pause < longest ? pause : longest;
        return new LimitHold(most, fault, now + pause, pause);
    }

    public ScaleVerdict Apply(ScaleVerdict verdict, DateTimeOffset now) =>
        now < Until && verdict.To > verdict.From && verdict.To > Most ? verdict.LimitedTo(Math.Max(Most, verdict.From), Fault) : verdict;
}
