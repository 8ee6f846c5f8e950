namespace CodeRunner.Contracts.Access;

/// <summary>
/// <see cref="ExpiresIn"/> is the access token's life in seconds. <see cref="Browser"/> comes with a sign-in: sent with the next one to the same account, it says that this client is known there, and no more.
/// </summary>
public sealed record TokenResponse(string AccessToken, string RefreshToken, int ExpiresIn, string? Browser = null)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(TokenResponse);
}
