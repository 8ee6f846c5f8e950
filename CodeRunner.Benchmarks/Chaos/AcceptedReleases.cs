using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Somebody who deploys an app again and again, and remembers which releases were accepted: each must come to an end, and the newest one serve.</summary>
internal sealed class AcceptedReleases : Insistence
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DeploymentResponse deployment;
    private readonly List<int> accepted = [];

    private AcceptedReleases(Platform platform, DeploymentResponse deployment)
        : base(platform, Pause) => this.deployment = deployment;

    public static async Task<AcceptedReleases> BeginAsync(Platform platform, CancellationToken cancellationToken)
    {
        var deployment = await platform.PostAsync<DeploymentResponse>(
            $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest("deployed again", EnvironmentName.Development), cancellationToken);
        var releases = new AcceptedReleases(platform, deployment);
        releases.Begin();
        return releases;
    }

    /// <summary>How many accepted ones are not there; and how many have not ended well: a newer one took their place, or the newest serves.</summary>
    public async Task<(int Lost, int Unfinished)> CountAsync(CancellationToken cancellationToken)
    {
        await Platform.SignInAgainAsync(cancellationToken);
        IReadOnlyList<ReleaseResponse> releases = [];
        try
        {
            await Wait.UntilAsync(
                async () => Unfinished(releases = await ReadAsync(cancellationToken)) == 0, "every release has ended and the newest serves", Patience, cancellationToken, Wait.Seldom);
        }
        catch (TimeoutException)
        {
            // Counted below.
        }
        return (accepted.Except(releases.Select(each => each.Number)).Count(), Unfinished(releases));
    }

    protected override async Task AskOnceAsync()
    {
        var program = NodeProgram.Release($"require('http').createServer((q, r) => r.end('{Accepted + Refused}')).listen(process.env.PORT);");
        if (await SendAsync<ReleaseSummary>(HttpMethod.Post, $"/api/deployments/{deployment.Id}/releases", program) is (Fate.Accepted, { } release))
            accepted.Add(release.Number);
    }

    private static int Unfinished(IReadOnlyList<ReleaseResponse> newestFirst) =>
        newestFirst.Where((release, index) => index == 0 ? release.State != ReleaseState.Serving : release.State is not (ReleaseState.Superseded or ReleaseState.Cancelled)).Count();

    private async Task<IReadOnlyList<ReleaseResponse>> ReadAsync(CancellationToken cancellationToken)
    {
        var releases = new List<ReleaseResponse>();
        for (var after = ""; ;)
        {
            var page = await Platform.GetAsync<Page<ReleaseResponse>>($"/api/deployments/{deployment.Id}/releases?limit=200{after}", cancellationToken);
            releases.AddRange(page.Items);
            if (page.Next is null)
                return releases;
            after = $"&after={page.Next}";
        }
    }
}
