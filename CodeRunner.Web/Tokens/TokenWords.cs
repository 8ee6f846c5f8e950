using System.Globalization;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Web.Members;

namespace CodeRunner.Web.Tokens;

/// <summary>API tokens in words for people.</summary>
public static class TokenWords
{
    /// <summary>When people should think of the end.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static IReadOnlyList<(int Days, string Name)> Lives =>
        [(7, T("{0} days", 7)), (30, T("{0} days", 30)), (90, T("{0} days", 90)), (180, T("{0} days", 180)), (365, T("a year"))];

    /// <summary>How long a former secret may count, in seconds.</summary>
    public static IReadOnlyList<(int Seconds, string Name)> Overlaps =>
        [(0, T("ends at once")), (3600, T("counts for an hour more")), (86_400, T("counts for a day more"))];

    public static string Of(ProjectRole role) => role switch
    {
        ProjectRole.Viewer => T("Reads deployments, logs and metrics."),
        ProjectRole.Developer => T("Also deploys, and changes the configuration where you may."),
        _ => T("Also changes and deletes deployments, and their settings."),
    };

    public static (string Tone, string Word) State(ApiTokenResponse token, DateTimeOffset now) => (token.ExpiresAt - now) switch
    {
        { Ticks: <= 0 } => ("bad", T("expired")),
        var left when left < Soon => ("warn", T("ends soon")),
        _ when token.LastUsedAt is null => ("idle", T("not used yet")),
        _ => ("ok", T("in use")),
    };

    public static string Ends(ApiTokenResponse token, DateTimeOffset now)
    {
        var day = token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return token.ExpiresAt <= now ? T("expired {0}", day) : T("expires {0}", day);
    }

    public static string? Former(ApiTokenResponse token, DateTimeOffset now) => token.FormerEndsAt > now
        ? T("the old secret counts until {0}", token.FormerEndsAt.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
        : null;

    public static string Reveals(ApiTokenResponse token) => MemberWords.Reveals(token.Reveal);

    /// <summary>A line to try a token with; where the API is, whoever runs it knows.</summary>
    public static string Curl(Guid project) => $"curl -H \"authorization: Bearer $TOKEN\" \"$API/api/projects/{project}/deployments\"";
}
