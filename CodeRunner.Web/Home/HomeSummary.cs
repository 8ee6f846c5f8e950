using CodeRunner.Contracts.Deployments;
using CodeRunner.Web.Deployments;

namespace CodeRunner.Web.Home;

/// <summary>The numbers at the top of the home page, and the sentence that says them.</summary>
public sealed record HomeSummary(int Deployments, int Healthy, int NeedSomeone, int Instances)
{
    public static HomeSummary Of(IReadOnlyList<DeploymentResponse> deployments) => new(
        deployments.Count,
        deployments.Count(item => item.State is DeploymentState.Running or DeploymentState.Sleeping),
        deployments.Count(DeploymentWords.NeedsSomeone),
        deployments.Sum(DeploymentWords.Running));

    public string Sentence => this switch
    {
        { Deployments: 0 } => T("Nothing is deployed yet."),
        { NeedSomeone: 0 } => Healthy == Deployments ? T("Everything runs. Nothing needs you.") : T("{0} of {1} deployments run. Nothing needs you.", Healthy, Deployments),
        { NeedSomeone: 1 } => T("{0} of {1} deployments run. One needs you.", Healthy, Deployments),
        _ => T("{0} of {1} deployments run. {2} need you.", Healthy, Deployments, NeedSomeone),
    };
}
