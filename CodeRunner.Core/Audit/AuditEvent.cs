using System.Text;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Audit;

/// <summary>What is to be written down, in a project's chain or the platform's. <see cref="Detail"/> is JSON and never holds a value of a variable or a secret.</summary>
public sealed record AuditEvent(Guid ChainId, AuditActor Actor, string Action, string Target)
{
    public const int MostTargetLength = 300;

    /// <summary>The platform itself, such as a Worker.</summary>
    public static AuditActor Platform { get; } = new(null, "coderunner");

    /// <summary>Who has no account, or does not say which. What was typed as the address is not kept: it may be a password in the wrong field.</summary>
    public static AuditActor Stranger { get; } = new(null, "stranger");

    public EnvironmentName? Environment { get; init; }

    public string? Ip { get; init; }

    public AuditOutcome Outcome { get; init; } = AuditOutcome.Done;

    public string Detail { get; init; } = "{}";

    /// <summary>A target that fits: never half of a letter that takes two places.</summary>
    public static string Cut(string target)
    {
        if (target.Length <= MostTargetLength)
            return target;
        return target[..(Rune.TryGetRuneAt(target, MostTargetLength - 1, out var last) && last.Utf16SequenceLength > 1 ? MostTargetLength - 1 : MostTargetLength)];
    }

    public static string Json<T>(T detail) => JsonSerializer.Serialize(detail, Wire.Json);
}
