using System.Globalization;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Web.Client;
using CodeRunner.Web.Costs;

namespace CodeRunner.Web.Scaling;

/// <summary>What the editor says of a replay.</summary>
public static class PreviewWords
{
    private const string Better = "up";
    private const string Worse = "down";

    /// <summary>What is compared, as it is now, as it would be, and a tone where one of them is plainly better.</summary>
    public static IEnumerable<(string What, string Now, string Then, string? Tone)> Rows(ScalingReplayResponse replay)
    {
        var (now, then) = (replay.Current, replay.Proposed);
        yield return ("Late requests", Late(now.LateRequests, replay.Requests), Late(then.LateRequests, replay.Requests), Tone(now.LateRequests, then.LateRequests));
        yield return ("Instance-hours", Number(now.InstanceHours), Number(then.InstanceHours), null);
        yield return ("Cost of the day", MoneyWords.Of(now.Cost, replay.Currency), MoneyWords.Of(then.Cost, replay.Currency), Tone(now.Cost, then.Cost));
        yield return ("Changes of the number", Number(now.Changes), Number(then.Changes), null);
    }

    /// <summary>What the replay takes for granted.</summary>
    public static string Basis(ScalingReplayResponse replay)
    {
        var from = replay.CapacityFrom switch
        {
            CapacitySource.Measured => "measured",
            CapacitySource.Target => "taken from the target: no measurement says it",
            _ => "as given",
        };
        return $"{Number(replay.Requests)} requests; an instance serves {Number(replay.Capacity)} requests/s ({from}) and starts within {replay.StartupSeconds} s. Late is who waits more than a second.";
    }

    /// <summary>Why there is nothing to show, in a sentence that helps.</summary>
    public static string Fault(ApiProblem problem) => problem switch
    {
        { Errors: { } errors } when errors.ContainsKey("from") => "Nobody asked it anything in the last 24 hours: there is no load yet to try this on.",
        { Errors: not null } => "Complete the policy, and it is tried here.",
        _ => $"It can't be tried just now. {problem.Message}",
    };

    private static string? Tone<T>(T now, T then)
        where T : IComparable<T> => then.CompareTo(now) switch
        {
            < 0 => Better,
            > 0 => Worse,
            _ => null,
        };

    private static string Late(long late, long all) => late == 0 ? "none" : $"{Number(late)} ({(100.0 * late / all).ToString("0.##", CultureInfo.InvariantCulture)} %)";

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
