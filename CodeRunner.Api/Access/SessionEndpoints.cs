using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>People's own sessions: for people, never for a token.</summary>
internal static class SessionEndpoints
{
    public static RouteGroupBuilder MapSessions(this RouteGroupBuilder auth)
    {
        var sessions = auth.MapGroup("/me/sessions").WithMetadata(new PeopleOnly());
        sessions.MapGet("", ListAsync)
            .Describe("Your sessions that last, newest first: when and where each was begun, and which is the one that asks", 400, 401, 403, 429).Example(null, Examples.Sessions);
        sessions.MapDelete("/{id:guid}", EndAsync).Describe("End one of your sessions: its tokens count no more from that moment", 401, 403, 404, 429).Example(null, null);
        sessions.MapDelete("", EndOthersAsync).Describe("End all of your sessions but the one that asks", 401, 403, 429).Example(null, null);
        return auth;
    }

    private static async Task<Results<Ok<Page<SessionResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, CodeRunnerDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var before = page.Before;
        var rows = await db.Sessions.AsNoTracking().Lasting(time.GetUtcNow()).Where(session => session.UserId == caller.Id && session.Id < before)
            .OrderByDescending(session => session.Id).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, session => session.Id, session => Show(session, caller)));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid id, Caller caller, OwnSessions sessions, CancellationToken cancellationToken) =>
        sessions.EndAsync(id, caller, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> EndOthersAsync(Caller caller, OwnSessions sessions, CancellationToken cancellationToken)
    {
        await sessions.EndOthersAsync(caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static SessionResponse Show(Session session, Caller caller) => new(
        session.Id, session.BegunAt, session.LastUsedAt, session.ExpiresAt, session.EndsAt, session.Ip, session.UserAgent, session.Id == caller.SessionId);
}
