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
        yield return (T("Late requests"), Late(now.LateRequests, replay.Requests), Late(then.LateRequests, replay.Requests), Tone(now.LateRequests, then.LateRequests));
        yield return (T("Instance-hours"), Number(now.InstanceHours), Number(then.InstanceHours), null);
        yield return (T("Cost of the day"), MoneyWords.Of(now.Cost, replay.Currency), MoneyWords.Of(then.Cost, replay.Currency), Tone(now.Cost, then.Cost));
        yield return (T("Changes of the number"), Number(now.Changes), Number(then.Changes), null);
    }

    /// <summary>What the replay takes for granted.</summary>
    public static string Basis(ScalingReplayResponse replay)
    {
        var from = replay.CapacityFrom switch
        {
            CapacitySource.Measured => T("measured"),
            CapacitySource.Target => T("taken from the target: no measurement says it"),
            _ => T("as given"),
        };
        return T(
            "{0} requests; an instance serves {1} requests/s ({2}) and starts within {3} s. Late is who waits more than a second.",
            Number(replay.Requests), Number(replay.Capacity), from, replay.StartupSeconds);
    }

    /// <summary>Why there is nothing to show, in a sentence that helps.</summary>
    public static string Fault(ApiProblem problem) => problem switch
    {
        { Errors: { } errors } when errors.ContainsKey("from") => T("Nobody asked it anything in the last 24 hours: there is no load yet to try this on."),
        { Errors: not null } => T("Complete the policy, and it is tried here."),
        _ => T("It can't be tried just now. {0}", problem.Message),
    };

    private static string? Tone<T>(T now, T then)
        where T : IComparable<T> => then.CompareTo(now) switch
        {
            < 0 => Better,
            > 0 => Worse,
            _ => null,
        };

    private static string Late(long late, long all) => late == 0 ? T("none") : $"{Number(late)} ({(100.0 * late / all).ToString("0.##", CultureInfo.InvariantCulture)} %)";

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
