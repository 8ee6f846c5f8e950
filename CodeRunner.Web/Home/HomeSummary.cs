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
        { Deployments: 0 } => "Nothing is deployed yet.",
        { NeedSomeone: 0 } => Healthy == Deployments ? "Everything runs. Nothing needs you." : $"{Healthy} of {Deployments} deployments run. Nothing needs you.",
        { NeedSomeone: 1 } => $"{Healthy} of {Deployments} deployments run. One needs you.",
        _ => $"{Healthy} of {Deployments} deployments run. {NeedSomeone} need you.",
    };
}
