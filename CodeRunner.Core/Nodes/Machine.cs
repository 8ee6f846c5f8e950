using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Core.Nodes;

/// <summary>A machine of the swarm that sandboxes are placed on: what its managers said last, and what an operator wants of it until they say so too.</summary>
public sealed class Machine
{
    public const int MostRefusedLength = 500;

    /// <summary>While nothing changes, it is written down so often that somebody still looks.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    private Machine()
    {
    }

    public Machine(string id, MachineFacts facts, DateTimeOffset now) => (Id, Facts, Since, SeenAt) = (id, facts, now, now);

    /// <summary>The swarm's.</summary>
    public string Id { get; private set; } = "";

    public MachineFacts Facts { get; private set; } = null!;

    /// <summary>Since when it is in its state, as far as anybody looked.</summary>
    public DateTimeOffset Since { get; private set; }

    public DateTimeOffset SeenAt { get; private set; }

    public MachineAvailability? Wanted { get; private set; }

    /// <summary>Why the swarm refused what was last wanted.</summary>
    public string? Refused { get; private set; }

    /// <summary>What it may be used for when all that is wanted is done.</summary>
    public MachineAvailability Meant => Wanted ?? Facts.Availability;

    /// <summary>Whether the swarm places apps there, and will when all that is wanted is done.</summary>
    public bool TakesApps => Facts.State == MachineState.Ready && Meant == MachineAvailability.Active;

    public void See(MachineFacts facts, DateTimeOffset now)
    {
        if (facts != Facts || now - SeenAt >= Stale)
            SeenAt = now;
        if (facts.State != Facts.State)
            Since = now;
        if (facts != Facts)
            Facts = facts;
        if (Wanted == facts.Availability)
            (Wanted, Refused) = (null, null);
    }

    /// <summary>False when that is so already, or wanted already.</summary>
    public bool TryWant(MachineAvailability availability)
    {
        if (Meant == availability)
            return false;
        (Wanted, Refused) = (availability == Facts.Availability ? null : availability, null);
        return true;
    }

    /// <summary>The swarm did not do it, and is not asked again; nothing when something else is wanted by now.</summary>
    public void Refuse(MachineAvailability asked, string why)
    {
        if (Wanted == asked)
            (Wanted, Refused) = (null, why.Length <= MostRefusedLength ? why : why[..MostRefusedLength]);
    }
}
