using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Web.Deployments;

/// <summary>The form of a deployment; what is left empty is the platform's to decide.</summary>
public sealed class DeploymentDraft
{
    public string Name { get; set; } = "";

    public EnvironmentName Environment { get; set; } = EnvironmentName.Development;

    public int? Instances { get; set; } = 1;

    public RunDraft Run { get; set; } = new();

    public CreateDeploymentRequest ToRequest() => new(
        Name.Trim(), Environment, Run.Runtime, RunDraft.OrNull(Run.BuildCommand), RunDraft.OrNull(Run.StartCommand), RunDraft.OrNull(Run.HealthPath), Run.Limits(), Instances, Run.Egress, Run.DrainSeconds)
    {
        Ingress = Run.Ingress(),
    };
}
