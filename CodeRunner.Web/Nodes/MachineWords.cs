using System.Globalization;
using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Web.Nodes;

/// <summary>What an operator is told of a swarm's machine, and of what is done to it. Pure.</summary>
public static class MachineWords
{
    /// <summary>Since so long nobody has asked the swarm that nobody will: a look is written down at least each half minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    /// <summary>Its state as a word, with the tone of a pill.</summary>
    public static (string Tone, string Word) State(MachineResponse machine) => machine switch
    {
        { Facts.State: MachineState.Down } => ("bad", T("down")),
        { Facts.State: MachineState.Disconnected } => ("bad", T("disconnected")),
        { Facts.State: MachineState.Unknown } => ("warn", T("not heard of yet")),
        { Wanted: MachineAvailability.Drain } or { Wanted: null, Facts: { Availability: MachineAvailability.Drain, Sandboxes: > 0 } } => ("busy", T("draining")),
        { Wanted: not null } => ("busy", T("activating")),
        { Facts.Availability: MachineAvailability.Drain } => ("warn", T("drained")),
        { Facts.Availability: MachineAvailability.Pause } => ("warn", T("paused")),
        _ => ("ok", T("active")),
    };

    /// <summary>What it will be used for when all that is wanted is done.</summary>
    public static MachineAvailability Meant(MachineResponse machine) => machine.Wanted ?? machine.Facts.Availability;

    public static string Facts(MachineFacts facts) => string.Join(" · ",
    [
        Sandboxes(facts.Sandboxes),
        facts.Cpus == 1 ? T("{0} CPU", 1) : T("{0} CPUs", facts.Cpus.ToString("0.#", CultureInfo.InvariantCulture)),
        T("{0} GiB of memory", (facts.MemoryMb / 1024.0).ToString("0.#", CultureInfo.InvariantCulture)),
        T("engine {0}", facts.Engine),
    ]);

    /// <summary>Whether no app could be started anywhere without it.</summary>
    public static bool IsLast(MachineResponse machine, IEnumerable<MachineResponse> all) => !all.Any(other => other.Id != machine.Id && TakesApps(other));

    /// <summary>What draining it does.</summary>
    public static string Drains(MachineResponse machine, IReadOnlyList<MachineResponse> all)
    {
        var name = machine.Facts.Name;
        List<string> said = [T("The swarm places nothing more on {0}, and ends what runs there.", name)];
        said.Add(IsLast(machine, all)
            ? T("No other machine takes apps: all apps end, and none starts until a machine is active again.")
            : machine.Facts.Sandboxes switch
            {
                0 => T("No app runs there now."),
                1 => T("{0} sandbox ends and starts on another machine; an app with one instance is away until then.", 1),
                var count => T("{0} sandboxes end and start on other machines; an app with one instance is away until then.", count),
            });
        if (machine.Facts.Builds)
            said.Add(T("Builds run on this machine only: each fails until it is active again."));
        said.Add(T("Whatever else the swarm runs there moves too. Activate undoes it; what has moved stays where it is."));
        return string.Join(' ', said);
    }

    public static string Activates(MachineResponse machine) => T("The swarm may place sandboxes on {0} again. What runs elsewhere stays there.", machine.Facts.Name);

    /// <summary>When somebody last asked the swarm, if that is too long ago for anything to be as it is shown; null while somebody does.</summary>
    public static DateTimeOffset? SilentSince(IReadOnlyList<MachineResponse> machines, DateTimeOffset now) =>
        machines.Count > 0 && machines.Max(machine => machine.SeenAt) is var last && now - last > Silence ? last : null;

    private static bool TakesApps(MachineResponse machine) => machine.Facts.State == MachineState.Ready && Meant(machine) == MachineAvailability.Active;

    private static string Sandboxes(int count) => count == 1 ? T("{0} sandbox", 1) : T("{0} sandboxes", count);
}
