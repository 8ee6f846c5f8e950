using CodeRunner.Contracts.Projects;

namespace CodeRunner.Web.Audit;

/// <summary>Which audit log it is: the API's path, the name of its export, what can be asked for, and what an empty one says.</summary>
public sealed record AuditPlace(string Path, string FileName, IReadOnlyList<(string Action, string Name)> Actions, string Empty)
{
    /// <summary>The platform's own.</summary>
    public static AuditPlace Platform => new(
        "/api/system/audit", "audit-platform.ndjson", AuditFilter.OfThePlatform, T("Who signs in or tries to, and what is done that is no project's, is written down here."));

    public static AuditPlace Of(ProjectResponse project) => new(
        $"/api/projects/{project.Id}/audit", $"audit-{project.Slug}.ndjson", AuditFilter.OfProjects,
        T("Releases, changes of deployments, configuration and members, and every look at a secret are written down here."));
}
