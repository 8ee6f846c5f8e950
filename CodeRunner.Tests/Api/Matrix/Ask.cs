namespace CodeRunner.Tests.Api.Matrix;

/// <summary>One way to ask a route, as it is mapped, and the least that it takes.</summary>
internal sealed record Ask(string Route, Rights Needs, Place Place)
{
    /// <summary>What the route takes; in it, as in the route, {environment} is the place's.</summary>
    public object? Body { get; init; } = EndpointMatrixTests.BodyOf(Route);

    public string Query { get; init; } = "";

    /// <summary>Which variable a route of one is asked about.</summary>
    public string Key { get; init; } = "PLAIN";

    /// <summary>That no API token may ask it.</summary>
    public bool ForPeople { get; init; }

    /// <summary>Whether the API token that it names is somebody else's, and not the caller's own.</summary>
    public bool OfAnother { get; init; }

    /// <summary>The answer to who may ask, where it is neither success nor that the state is another one.</summary>
    public int? Allowed { get; init; }

    public override string ToString() => $"{Route}{Query} ({Place}, {Needs})";
}
