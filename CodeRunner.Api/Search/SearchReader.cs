using CodeRunner.Api.Access;
using CodeRunner.Contracts.Search;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Search;

/// <summary>Finds projects and deployments by their names: those that the caller is a member of, in the environments where the caller's role holds.</summary>
internal sealed class SearchReader(CodeRunnerDb db)
{
    private const string Escape = @"\";

    public async Task<SearchResponse> FindAsync(SearchQuery query, Caller caller, CancellationToken cancellationToken)
    {
        var within = caller.Token?.ProjectId;
        var seen = await (
            from project in db.Projects.AsNoTracking()
            from member in db.Members
            where (within == null || project.Id == within) && member.ProjectId == project.Id && member.UserId == caller.Id && project.DeletedAt == null
            orderby project.Id descending
            select new { project.Id, project.Name, project.Slug, member }).ToListAsync(cancellationToken);
        Guid[] In(EnvironmentName environment) => [.. seen.Where(each => caller.As(each.member).Allows(Right.Read, environment)).Select(each => each.Id)];
        var (development, staging, production) = (In(EnvironmentName.Development), In(EnvironmentName.Staging), In(EnvironmentName.Production));
        var (part, beginning) = ($"%{Escaped(query.Wanted)}%", $"{Escaped(query.Wanted)}%");
        var deployments = await db.Deployments.AsNoTracking()
            .Where(each => (each.Environment == EnvironmentName.Development && development.Contains(each.ProjectId)) || (each.Environment == EnvironmentName.Staging && staging.Contains(each.ProjectId))
                || (each.Environment == EnvironmentName.Production && production.Contains(each.ProjectId)))
            .Where(each => EF.Functions.ILike(each.Name, part, Escape) || EF.Functions.ILike(each.Slug, part, Escape))
            .OrderByDescending(each => EF.Functions.ILike(each.Name, beginning, Escape)).ThenByDescending(each => each.Id)
            .Take(query.Size)
            .Select(each => new { each.Id, each.Name, each.ProjectId, each.Environment, each.State })
            .ToListAsync(cancellationToken);
        var names = seen.ToDictionary(each => each.Id, each => each.Name);
        return new SearchResponse(
        [
            .. seen.Where(each => Has(each.Name, query.Wanted) || Has(each.Slug, query.Wanted)).Select(each => new FoundItem(FoundKind.Project, each.Id, each.Name, each.Id, each.Name, null, null))
                .Concat(deployments.Select(each => new FoundItem(FoundKind.Deployment, each.Id, each.Name, each.ProjectId, names[each.ProjectId], each.Environment, each.State)))
                .OrderByDescending(each => each.Name.StartsWith(query.Wanted, StringComparison.OrdinalIgnoreCase)).ThenByDescending(each => each.Id)
                .Take(query.Size),
        ]);
    }

    private static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Escaped(string text) => text.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal);
}
