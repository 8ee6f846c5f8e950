using CodeRunner.Contracts;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Limiting;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Limiting;

/// <summary>What operators see of limits. A page of the greatest adds up all that is reserved on the platform; one of a project or a user only what is theirs.</summary>
internal sealed class SystemLimitViews(CodeRunnerDb db, IOptions<LimitOptions> usual)
{
    public async Task<Page<SystemProjectLimits>> ListProjectsAsync(ProjectsQuery query, CancellationToken cancellationToken)
    {
        var (instances, id) = query.Page.Before;
        var projects = db.Projects.Where(project => project.DeletedAt == null);
        if (query.User is { } email)
            projects = projects.Where(project => db.Users.Any(user => user.Id == project.AccountableId && user.NormalizedEmail == User.Normalize(email)));
        if (query.Own)
            projects = projects.Where(project => db.LimitOverrides.Any(each => each.ProjectId == project.Id));
        var rows = await Rows(projects)
            .Where(row => row.Instances < instances || (row.Instances == instances && row.Id < id))
            .OrderByDescending(row => row.Instances).ThenByDescending(row => row.Id).Take(query.Page.Size + 1).ToListAsync(cancellationToken);
        return query.Page.Cut(rows, row => (row.Instances, row.Id), Show);
    }

    public async Task<Page<SystemUserLimits>> ListUsersAsync(GreatestQuery query, CancellationToken cancellationToken)
    {
        var (instances, id) = query.Before;
        var users = query.Own ? db.Users.Where(user => db.LimitOverrides.Any(each => each.UserId == user.Id)) : db.Users;
        var rows = await Rows(users)
            .Where(row => row.Instances < instances || (row.Instances == instances && row.Id < id))
            .OrderByDescending(row => row.Instances).ThenByDescending(row => row.Id).Take(query.Size + 1).ToListAsync(cancellationToken);
        return query.Cut(rows, row => (row.Instances, row.Id), Show);
    }

    public async Task<SystemProjectLimits?> FindProjectAsync(Guid id, CancellationToken cancellationToken) =>
        await Rows(db.Projects.Where(project => project.Id == id && project.DeletedAt == null)).SingleOrDefaultAsync(cancellationToken) is { } row ? Show(row) : null;

    public async Task<SystemUserLimits?> FindUserAsync(string email, CancellationToken cancellationToken)
    {
        var normalized = User.Normalize(email);
        return await Rows(db.Users.Where(user => user.NormalizedEmail == normalized)).SingleOrDefaultAsync(cancellationToken) is { } row ? Show(row) : null;
    }

    private IQueryable<ProjectRow> Rows(IQueryable<Project> projects) =>
        from project in projects
        let own = db.LimitOverrides.FirstOrDefault(each => each.ProjectId == project.Id)
        join sum in db.Reservations.SumBy(each => each.ProjectId) on project.Id equals sum.Key into sums
        from sum in sums.DefaultIfEmpty()
        select new ProjectRow
        {
            Id = project.Id,
            CountsAgainst = db.Users.Where(user => user.Id == project.AccountableId).Select(user => user.Email).FirstOrDefault(),
            Own = own,
            SetBy = db.Users.Where(user => user.Id == own!.SetBy).Select(user => user.Email).FirstOrDefault(),
            Instances = (int?)sum.Instances ?? 0,
            Cpus = (decimal?)sum.Cpus ?? 0,
            MemoryMb = (long?)sum.MemoryMb ?? 0,
        };

    private IQueryable<UserRow> Rows(IQueryable<User> users) =>
        from user in users
        let own = db.LimitOverrides.FirstOrDefault(each => each.UserId == user.Id)
        join sum in db.Reservations.SumBy(each => each.AccountableId) on (Guid?)user.Id equals sum.Key into sums
        from sum in sums.DefaultIfEmpty()
        select new UserRow
        {
            Id = user.Id,
            Email = user.Email,
            DisplayName = user.DisplayName,
            Projects = db.Projects.Count(project => project.AccountableId == user.Id && project.DeletedAt == null),
            Own = own,
            SetBy = db.Users.Where(setter => setter.Id == own!.SetBy).Select(setter => setter.Email).FirstOrDefault(),
            Instances = (int?)sum.Instances ?? 0,
            Cpus = (decimal?)sum.Cpus ?? 0,
            MemoryMb = (long?)sum.MemoryMb ?? 0,
        };

    private SystemProjectLimits Show(ProjectRow row) => new(
        row.Id, row.CountsAgainst, row.Own?.Limits ?? usual.Value.Project.ToLimits(), row.Own is not null, new(row.Instances, row.Cpus, row.MemoryMb), row.SetBy, row.Own?.SetAt);

    private SystemUserLimits Show(UserRow row) => new(
        row.Email, row.DisplayName, row.Projects, row.Own?.Limits ?? usual.Value.User.ToLimits(), row.Own is not null, new(row.Instances, row.Cpus, row.MemoryMb), row.SetBy, row.Own?.SetAt);

    private class Row
    {
        public required Guid Id { get; init; }

        public required LimitOverride? Own { get; init; }

        public required string? SetBy { get; init; }

        public required int Instances { get; init; }

        public required decimal Cpus { get; init; }

        public required long MemoryMb { get; init; }
    }

    private sealed class ProjectRow : Row
    {
        public required string? CountsAgainst { get; init; }
    }

    private sealed class UserRow : Row
    {
        public required string Email { get; init; }

        public required string DisplayName { get; init; }

        public required int Projects { get; init; }
    }
}
