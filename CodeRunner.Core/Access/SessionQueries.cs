namespace CodeRunner.Core.Access;

public static class SessionQueries
{
    /// <summary>Those that are not over.</summary>
    public static IQueryable<Session> Lasting(this IQueryable<Session> sessions, DateTimeOffset now) => sessions.Where(session => session.EndedAt == null && session.ExpiresAt > now);
}
