using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Core.Scaling;

/// <summary>What was decided about a deployment's number of instances, and why. While nothing changes and the same rule says so, one row goes on.</summary>
public sealed class ScalingDecision
{
    public const int MostText = 500;

    /// <summary>How long it is kept after its end.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private ScalingDecision()
    {
    }

    public ScalingDecision(
        Guid deploymentId, int from, int to, ScalingRule rule, string reason, IReadOnlyDictionary<string, double> inputs, string? next, DateTimeOffset now)
    {
        (DeploymentId, From, To, Rule, Time, Until) = (deploymentId, from, to, rule, now, now);
        (Reason, Inputs, Next) = (Cut(reason), inputs, next is null ? null : Cut(next));
    }

    /// <summary>Given by the database, in the order of storing.</summary>
    public long Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    public DateTimeOffset Time { get; private set; }

    /// <summary>Until when it was the same.</summary>
    public DateTimeOffset Until { get; private set; }

    public int From { get; private set; }

    public int To { get; private set; }

    public ScalingRule Rule { get; private set; }

    /// <summary>A sentence.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The numbers it went by, by name.</summary>
    public IReadOnlyDictionary<string, double> Inputs { get; private set; } = new Dictionary<string, double>();

    /// <summary>What it would do next, in a sentence.</summary>
    public string? Next { get; private set; }

    /// <summary>Whether a decision goes on with this row: a change never does.</summary>
    public bool Continues(int from, int to, ScalingRule rule) => From == To && (From, To, Rule) == (from, to, rule);

    /// <summary>For the decider, where it changed something.</summary>
    public ScaleChange ToChange() => new(Time.ToUnixTimeSeconds(), From, To, Inputs.TryGetValue(ScaleInputs.Unscheduled, out var before) ? (int)before : null);

    /// <summary>Goes on until <paramref name="now"/>, with the newest of its numbers.</summary>
    public void Extend(string reason, IReadOnlyDictionary<string, double> inputs, string? next, DateTimeOffset now) =>
        (Reason, Inputs, Next, Until) = (Cut(reason), inputs, next is null ? null : Cut(next), now);

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText];
}
