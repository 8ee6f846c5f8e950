namespace CodeRunner.Web.Sessions;

/// <summary>What asking for a session's access token came to: a token, the session's end, or that the API could not be asked just now.</summary>
internal readonly record struct AccessOutcome(string? Token, bool SignedOut)
{
    public static AccessOutcome Ended { get; } = new(null, SignedOut: true);

    public static AccessOutcome Unavailable { get; } = new(null, SignedOut: false);

    public static AccessOutcome With(string token) => new(token, SignedOut: false);

    public override string ToString() => Token is not null ? "token" : SignedOut ? "ended" : "unavailable";
}
