using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Benchmarks.Abuse;

/// <summary>
/// What a neighbour's visitors notice of an app that takes all that it can get: their p99 through the ingress with it and without, in turns, each the median of some
/// rounds; at most twice as long. CODERUNNER_BENCH_ROUNDS says how many.
/// </summary>
internal sealed class AbuseBenchmark : IBenchmark
{
    private const double MostRatio = 2;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly LimitsRequest Small = new(Cpus: 0.25, MemoryMb: 128, Pids: 64, DiskMb: 64);

    private readonly int rounds = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_BENCH_ROUNDS"), out var given) ? given : 3;

    public string Name => "abuse";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var deployment = await DeployAsync(platform, "neighbour", Neighbour.Program, null, cancellationToken);
        var neighbour = new Neighbour(platform.Apps, deployment);
        await neighbour.P99Async(Round, cancellationToken); // warms all parts
        foreach (var (name, script) in Abuses.All)
        {
            List<double> alone = [], beside = [];
            for (var round = 0; round < rounds; round++)
            {
                alone.Add(await neighbour.P99Async(Round, cancellationToken));
                var hostile = await DeployAsync(platform, name, Abuses.Program(script), Small, cancellationToken);
                await AnswersAsync(platform, hostile, "/go", cancellationToken);
                await Task.Delay(Settling, cancellationToken);
                beside.Add(await neighbour.P99Async(Round, cancellationToken));
                await DeleteAsync(platform, hostile, cancellationToken);
            }
            report.Add($"abuse.{name}.p99-alone", Samples.Median(alone), "ms");
            report.Add($"abuse.{name}.p99-beside", Samples.Median(beside), "ms");
            report.Add($"abuse.{name}.ratio", Samples.Median(beside) / Samples.Median(alone), "x", MostRatio);
        }
        report.Add("abuse.failed", neighbour.Failed, "requests", 0);
    }

    private static async Task<DeploymentResponse> DeployAsync(Platform platform, string name, string program, LimitsRequest? limits, CancellationToken cancellationToken)
    {
        await platform.SignInAgainAsync(cancellationToken);
        var deployment = await platform.PostAsync<DeploymentResponse>(
            $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest(name, EnvironmentName.Development, Limits: limits), cancellationToken);
        await platform.PostAsync<ReleaseSummary>($"/api/deployments/{deployment.Id}/releases", NodeProgram.Release(program), cancellationToken);
        await AnswersAsync(platform, deployment, "/", cancellationToken);
        return deployment;
    }

    /// <summary>Returns when nothing of it is left, its log included: what is still to be stored of a flood is work too.</summary>
    private static async Task DeleteAsync(Platform platform, DeploymentResponse deployment, CancellationToken cancellationToken)
    {
        await platform.SignInAgainAsync(cancellationToken);
        using var deleted = await platform.Http.DeleteAsync($"/api/deployments/{deployment.Id}", cancellationToken);
        deleted.EnsureSuccessStatusCode();
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await platform.Http.GetAsync($"/api/deployments/{deployment.Id}", cancellationToken);
                return answer.StatusCode == HttpStatusCode.NotFound;
            },
            $"{deployment.Name} is gone",
            Patience,
            cancellationToken,
            Wait.Seldom);
        await Task.Delay(Settling, cancellationToken);
    }

    private static async Task AnswersAsync(Platform platform, DeploymentResponse deployment, string path, CancellationToken cancellationToken)
    {
        using var visitor = Visitors.Client(platform.Apps, deployment.Slug);
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await visitor.GetAsync(path, cancellationToken);
                return answer.IsSuccessStatusCode;
            },
            $"{deployment.Name} answers",
            Patience,
            cancellationToken);
    }
}
