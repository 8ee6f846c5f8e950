using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>An app that scales by itself.</summary>
internal static class ScaledApp
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Returns when it runs and has its policies.</summary>
    public static async Task<DeploymentResponse> DeployAsync(
        Platform platform, string name, string program, IEnumerable<ScalingPolicyRequest> policies, CancellationToken cancellationToken)
    {
        var made = await platform.PostAsync<DeploymentResponse>(
            $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest(name, EnvironmentName.Development), cancellationToken);
        await platform.PostAsync<ReleaseSummary>($"/api/deployments/{made.Id}/releases", NodeProgram.Release(program), cancellationToken);
        await Wait.UntilAsync(
            async () => (await platform.GetAsync<DeploymentResponse>($"/api/deployments/{made.Id}", cancellationToken)).State == DeploymentState.Running,
            "the app runs", Patience, cancellationToken, Wait.Seldom);
        foreach (var policy in policies)
            await platform.PostAsync<ScalingPolicyResponse>($"/api/deployments/{made.Id}/scaling-policies", policy, cancellationToken);
        return made;
    }
}
