using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Api.Scaling;

/// <summary>What may be asked of a replay. A load lasts a day at most: each second of it is played.</summary>
internal static class ScalingReplayChecks
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private const int MostCsv = 1_000_000;
    private const double MostRate = 100_000;
    private const int MostStartup = 600;

    /// <summary><paramref name="load"/> is the CSV's; null where there is none that can be read.</summary>
    public static Faults Check(ScalingReplayRequest request, DateTimeOffset now, out LoadTrace? load)
    {
        load = null;
        var faults = new Faults()
            .Check(request.Policies is { Count: > 0 and <= ScalingPolicy.MostPerDeployment }, "policies", $"1 to {ScalingPolicy.MostPerDeployment} are needed.")
            .Check(request.Csv is null || (request.From is null && request.To is null), "csv", "A replay is of a CSV or of the time from `from` to `to`: leave one of them out.")
            .Range(request.Capacity, "capacity", 0.1, MostRate, " requests/s")
            .Range(request.StartupSeconds, "startupSeconds", 0, MostStartup, " s");
        var (from, to) = TimesOf(request, now);
        faults.Check(from < to, "from", "It must be before `to`, and not in the future.").Check(to - from <= Longest, "from", "It must be at most a day before `to`.");
        foreach (var (policy, index) in (request.Policies ?? []).Select((policy, index) => (policy, index)))
        {
            if (policy is null)
                faults.Check(false, $"policies[{index}]", "It is needed.");
            else
                faults.Include(ScalingPolicyChecks.Check(policy), $"policies[{index}]");
        }
        if (request.Csv is { } csv && LoadFault(csv, out load) is { } fault)
            faults.Check(false, "csv", fault);
        return faults;
    }

    /// <summary>The last day, when nothing is said.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) TimesOf(ScalingReplayRequest request, DateTimeOffset now)
    {
        var to = request.To is { } wanted && wanted < now ? wanted : now;
        return (request.From ?? (to > DateTimeOffset.UnixEpoch ? to - Longest : to), to);
    }

    private static string? LoadFault(string csv, out LoadTrace? load)
    {
        load = null;
        if (csv.Length > MostCsv)
            return $"It must be at most {MostCsv} characters.";
        try
        {
            load = LoadCsv.Read(csv.Split('\n'));
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
        return load.BinSeconds * load.Requests.Count > Longest.TotalSeconds ? "It must last a day at most."
            : load.Requests.Max() / load.BinSeconds > MostRate ? $"It must be at most {MostRate} requests/s."
            : null;
    }
}
