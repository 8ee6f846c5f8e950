using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>What there is to know of a deployment when its rules are looked at. <see cref="Load"/> is null where nothing is measured.</summary>
public sealed record AlertObservation(
    DesiredState DesiredState,
    int DesiredInstances,
    DeploymentState State,
    bool HasServed,
    IReadOnlyList<ObservedInstance> Instances,
    ObservedLoad? Load,
    DateTimeOffset Now);
