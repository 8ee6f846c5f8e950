using System.Collections.Immutable;
using System.Text;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>One request to an operation, without what only the stage knows: the ids in its path, and of a documented one the body.</summary>
internal sealed record Ask(Role Who, string Kind)
{
    public const string Documented = "as documented";

    public bool IsDocumented => Kind == Documented;

    /// <summary>Of parameters of the path, what is said instead of what the stage has; as it goes over the wire.</summary>
    public ImmutableDictionary<string, string> Path { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string Query { get; init; } = "";

    public ImmutableList<(string Name, string Value)> Headers { get; init; } = [];

    public Payload? Body { get; init; }
}

/// <summary>What a request sends.</summary>
internal sealed record Payload(byte[] Bytes, string? ContentType)
{
    public static Payload Json(string text) => new(Encoding.UTF8.GetBytes(text), "application/json");
}
