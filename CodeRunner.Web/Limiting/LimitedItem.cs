using CodeRunner.Contracts.Limiting;
using CodeRunner.Web.Client;

namespace CodeRunner.Web.Limiting;

/// <summary>A user or a project in the operator's lists; <paramref name="Set"/> gives it limits of its own, or takes them away.</summary>
public sealed record LimitedItem(
    string Name, string About, ResourceLimits Limits, bool Own, ReservedResources Used, string? SetBy, DateTimeOffset? SetAt, Func<ResourceLimits?, CancellationToken, Task<ApiProblem?>> Set)
{
    public static LimitedItem Of(SystemUserLimits user, ApiClient api) => new(
        user.Email, user.Projects == 1 ? T("{0} · {1} project", user.DisplayName, 1) : T("{0} · {1} projects", user.DisplayName, user.Projects), user.Limits, user.Own, user.Used, user.SetBy, user.SetAt,
        (limits, ct) => api.SetUserLimitsAsync(user.Email, limits, ct));

    public static LimitedItem Of(SystemProjectLimits project, ApiClient api) => new(
        project.ProjectId.ToString(), project.CountsAgainst is { } user ? T("counts against {0}", user) : T("counts against nobody"), project.Limits, project.Own, project.Used, project.SetBy, project.SetAt,
        (limits, ct) => api.SetProjectLimitsAsync(project.ProjectId, limits, ct));
}
