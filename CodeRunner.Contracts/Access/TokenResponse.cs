namespace CodeRunner.Contracts.Access;

/// <summary><see cref="ExpiresIn"/> is the access token's life in seconds.</summary>
public sealed record TokenResponse(string AccessToken, string RefreshToken, int ExpiresIn)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(TokenResponse);
}
