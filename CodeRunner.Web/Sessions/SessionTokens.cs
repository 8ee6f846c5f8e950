namespace CodeRunner.Web.Sessions;

/// <summary>The API's tokens of one session. They never leave this process but towards the API, and never print.</summary>
internal sealed record SessionTokens(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    public bool LastsLongerThan(TimeSpan margin, DateTimeOffset now) => ExpiresAt - now > margin;

    public override string ToString() => "***";
}
