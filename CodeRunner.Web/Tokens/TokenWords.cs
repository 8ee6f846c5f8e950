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

    public static readonly IReadOnlyList<(int Days, string Name)> Lives = [(7, "7 days"), (30, "30 days"), (90, "90 days"), (180, "180 days"), (365, "a year")];

    /// <summary>How long a former secret may count, in seconds.</summary>
    public static readonly IReadOnlyList<(int Seconds, string Name)> Overlaps = [(0, "ends at once"), (3600, "counts for an hour more"), (86_400, "counts for a day more")];

    public static string Of(ProjectRole role) => role switch
    {
        ProjectRole.Viewer => "Reads deployments, logs and metrics.",
        ProjectRole.Developer => "Also deploys, and changes the configuration where you may.",
        _ => "Also changes and deletes deployments, and their settings.",
    };

    public static (string Tone, string Word) State(ApiTokenResponse token, DateTimeOffset now) => (token.ExpiresAt - now) switch
    {
        { Ticks: <= 0 } => ("bad", "expired"),
        var left when left < Soon => ("warn", "ends soon"),
        _ when token.LastUsedAt is null => ("idle", "not used yet"),
        _ => ("ok", "in use"),
    };

    public static string Ends(ApiTokenResponse token, DateTimeOffset now)
    {
        var day = token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return token.ExpiresAt <= now ? $"expired {day}" : $"expires {day}";
    }

    public static string? Former(ApiTokenResponse token, DateTimeOffset now) => token.FormerEndsAt > now
        ? $"the old secret counts until {token.FormerEndsAt.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}"
        : null;

    public static string Reveals(ApiTokenResponse token) => token.Reveal.Count == 0 ? "reveals no secrets" : $"reveals secrets in {MemberWords.List(token.Reveal)}";

    /// <summary>A line to try a token with; where the API is, whoever runs it knows.</summary>
    public static string Curl(Guid project) => $"curl -H \"authorization: Bearer $TOKEN\" \"$API/api/projects/{project}/deployments\"";
}
