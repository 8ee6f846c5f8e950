using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Projects;

internal static class MemberEndpoints
{
    private static readonly EnvironmentName[] Everywhere = Enum.GetValues<EnvironmentName>();

    public static RouteGroupBuilder MapMembers(this RouteGroupBuilder api)
    {
        var members = api.MapGroup("/projects/{id:guid}/members").WithTags("Projects");
        members.MapGet("/", ListAsync)
            .Describe("Who is a member, with which role, in which environments, which of them were granted by name, and where secrets may be revealed", 400, 401, 404, 429).Example(null, Examples.Members);
        members.MapPut("/{email}", PutAsync)
            .Describe("Make a user a member or change the role (owners); what GET answers, sent back, changes nothing", 400, 401, 403, 404, 409, 429).Example(Examples.PutMember, null).WithMetadata(new PeopleOnly());
        members.MapDelete("/{email}", DeleteAsync).Describe("Remove a member (owners), or leave; the member's API tokens end", 401, 403, 404, 409, 429).Example(null, null).WithMetadata(new PeopleOnly());
        return api;
    }

    private static async Task<Results<Ok<Page<MemberResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await (
            from member in db.Members.AsNoTracking()
            from user in db.Users
            where member.ProjectId == id && user.Id == member.UserId && user.Id < page.Before
            orderby user.Id descending
            select new { member, user.Email, user.DisplayName }).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, row => row.member.UserId, row => Show(row.member, row.Email, row.DisplayName)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid id, string email, MemberRequest request, Caller caller, MemberCommands members, CancellationToken cancellationToken)
    {
        var (environments, byName) = (request.Environments?.Distinct().Order().ToArray(), request.ByName?.Distinct().Order().ToArray());
        var faults = new Faults()
            .Check(request.Role is not null, "role", "It is needed: viewer, developer, maintainer or owner.")
            .Check(environments is not [], "environments", "Name at least one, or leave it out for all.")
            .Check(byName is null || (byName is [] ? Everywhere : byName).SequenceEqual(environments ?? Everywhere), "byName", "It says something else than `environments`: leave it out.")
            .Check(request.Role != ProjectRole.Owner || environments is null || environments.Length == Everywhere.Length, "environments", "An owner's role holds everywhere.");
        if (faults.Any(out var invalid))
            return invalid;
        // All of them by name is a grant of each; none is the role's own reach.
        var kept = request.Role == ProjectRole.Owner ? [] : byName ?? environments ?? [];
        var reveals = request.Reveal?.Distinct().Order().ToArray();
        return await members.PutAsync(id, email, request.Role!.Value, kept, reveals, caller, cancellationToken);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, string email, Caller caller, MemberCommands members, CancellationToken cancellationToken) =>
        members.DeleteAsync(id, email, caller, cancellationToken);

    private static MemberResponse Show(Member member, string email, string displayName) => new(
        email,
        displayName,
        member.Role,
        [.. Everywhere.Where(environment => member.Allows(Right.Read, environment))],
        member.Environments,
        member.Reveals,
        [.. Everywhere.Where(environment => member.Allows(Right.Reveal, environment))]);
}
