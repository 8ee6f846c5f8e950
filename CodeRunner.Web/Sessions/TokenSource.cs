using System.Net;
using CodeRunner.Web.Client;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// The one place that refreshes: gives a session's access token, fresh for at least <see cref="Margin"/>. A refresh that was begun is carried to its end even
/// when the request that needed it goes away, because the API has by then rotated the token.
/// </summary>
internal sealed partial class TokenSource(
    SessionTokenStore store, SessionLock locks, AuthClient auth, TimeProvider time, ILogger<TokenSource> logger)
{
    internal static readonly TimeSpan Margin = TimeSpan.FromMinutes(1.5);

    /// <summary>As of now, or of the <paramref name="read"/> tokens where they were read for the same request.</summary>
    public async Task<AccessOutcome> GetAsync(string session, CancellationToken ct, SessionTokens? read = null)
    {
        var tokens = read ?? await store.ReadAsync(session, ct);
        if (tokens is null)
            return AccessOutcome.Ended;
        if (tokens.LastsLongerThan(Margin, time.GetUtcNow()))
            return AccessOutcome.With(tokens.AccessToken);
        return await locks.RunAsync(session, () => RefreshAsync(session, refused: null), CancellationToken.None).WaitAsync(ct);
    }

    /// <summary>The API does not take the <paramref name="token"/> any more: the session was ended there, which a refresh tells. Else there is another one.</summary>
    public async Task<AccessOutcome> RefusedAsync(string session, string token, CancellationToken ct) =>
        await locks.RunAsync(session, () => RefreshAsync(session, token), CancellationToken.None).WaitAsync(ct);

    private async Task<AccessOutcome> RefreshAsync(string session, string? refused)
    {
        var tokens = await store.ReadAsync(session, CancellationToken.None);
        if (tokens is null)
            return AccessOutcome.Ended;
        if (tokens.AccessToken != refused && tokens.LastsLongerThan(Margin, time.GetUtcNow()))
            return AccessOutcome.With(tokens.AccessToken); // another request was first
        var answer = await auth.RefreshAsync(tokens.RefreshToken, CancellationToken.None);
        if (answer.Value is { } fresh)
        {
            var renewed = new SessionTokens(fresh.AccessToken, fresh.RefreshToken, time.GetUtcNow().AddSeconds(fresh.ExpiresIn));
            await store.WriteAsync(session, renewed, CancellationToken.None);
            return AccessOutcome.With(renewed.AccessToken);
        }
        return await FailedAsync(session, tokens, refused, answer.Problem!);
    }

    private async Task<AccessOutcome> FailedAsync(string session, SessionTokens tokens, string? refused, ApiProblem problem)
    {
        if (problem.Status is (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.BadRequest)
        {
            SessionEnded(logger);
            await store.EndAsync(session, problem.Reason, CancellationToken.None);
            return AccessOutcome.Ended;
        }
        RefreshFailed(logger, problem.Status);
        return tokens.AccessToken != refused && tokens.LastsLongerThan(TimeSpan.Zero, time.GetUtcNow()) ? AccessOutcome.With(tokens.AccessToken) : AccessOutcome.Unavailable;
    }

    [LoggerMessage(LogLevel.Information, "A session ended: the API took its refresh token no longer")]
    private static partial void SessionEnded(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "A session could not be refreshed just now (status {Status}); it is kept")]
    private static partial void RefreshFailed(ILogger logger, int status);
}
