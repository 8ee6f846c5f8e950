namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>A page in a state that people meet it in: who opens it, where, and what stands on it once it is there.</summary>
internal sealed record PageRow(string Name, string Path, string Shows)
{
    public Visitor By { get; init; } = Visitor.Owner;

    /// <summary>What stands there where JavaScript, which draws the rest, is off.</summary>
    public string ShowsUnscripted { get; init; } = Shows;

    /// <summary>What its buttons open.</summary>
    public IReadOnlyList<DialogRow> Dialogs { get; init; } = [];

    /// <summary>Whether the answer itself is an error, as it is on the page that says so.</summary>
    public bool Fails { get; init; }
}

/// <summary>A dialog, and the button of its page that opens it.</summary>
internal sealed record DialogRow(string Name, string Button, Type Dialog);

internal enum Visitor
{
    /// <summary>Has everything, and operates the platform.</summary>
    Owner,

    /// <summary>Has registered, and nothing else yet.</summary>
    Newcomer,

    /// <summary>Has not signed in.</summary>
    Nobody,
}
