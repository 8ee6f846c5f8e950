using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Live;

namespace CodeRunner.Api.Live;

/// <summary>A message of the hub's about one thing of a deployment; a newer one about the same thing takes its place.</summary>
internal sealed record News(string Method, string Kind, Guid Id, Guid ProjectId, Guid DeploymentId, object Message)
{
    public static News Of(StateChange change) => new("state", change.Kind, change.Id, change.ProjectId, change.DeploymentId, change);

    public static News Of(AlertResponse alert) => new("alert", "alert", alert.Id, alert.ProjectId, alert.DeploymentId ?? Guid.Empty, alert);
}
