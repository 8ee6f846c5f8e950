using System.Globalization;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Logs;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Small apps that answer with what only their process knows, and count aloud in their logs.</summary>
internal sealed class ChaosApps(Platform platform, IReadOnlyList<DeploymentResponse> deployments)
{
    private const string Line = "line ";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private const string Program = """
        const self = Math.random().toString(36).slice(2);
        let n = 0;
        setInterval(() => console.log('line ' + ++n), 100);
        require('http').createServer((q, r) => r.end(q.url === '/said' ? '' + n : self)).listen(process.env.PORT);
        process.on('SIGTERM', () => process.exit(0));
        """;

    public IReadOnlyList<DeploymentResponse> Deployments => deployments;

    public static async Task<ChaosApps> DeployAsync(Platform platform, int count, CancellationToken cancellationToken)
    {
        var release = NodeProgram.Release(Program);
        var made = new List<DeploymentResponse>();
        for (var number = 1; number <= count; number++)
        {
            var deployment = await platform.PostAsync<DeploymentResponse>(
                $"/api/projects/{platform.Project}/deployments", new CreateDeploymentRequest($"app {number}", EnvironmentName.Development), cancellationToken);
            await platform.PostAsync<ReleaseSummary>($"/api/deployments/{deployment.Id}/releases", release, cancellationToken);
            made.Add(deployment);
        }
        var apps = new ChaosApps(platform, made);
        await Wait.UntilAsync(async () => (await apps.ProcessesAsync(cancellationToken)).Count == count, "all apps answer", TimeSpan.FromMinutes(5), cancellationToken);
        return apps;
    }

    /// <summary>Which process answers for each app that answers.</summary>
    public async Task<Dictionary<Guid, string>> ProcessesAsync(CancellationToken cancellationToken)
    {
        var seen = new Dictionary<Guid, string>();
        foreach (var deployment in deployments)
        {
            using var visitor = Visitors.Client(platform.Apps, deployment.Slug);
            using var answer = await visitor.GetAsync("/", cancellationToken);
            if (answer.IsSuccessStatusCode)
                seen[deployment.Id] = await answer.Content.ReadAsStringAsync(cancellationToken);
        }
        return seen;
    }

    /// <summary>Counts numbers that are missing or come twice, over all apps: up to what each says now that it has said.</summary>
    public async Task<(long Lines, long Lost, long Doubled)> CountLinesAsync(CancellationToken cancellationToken)
    {
        var said = await SaidAsync(cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        var (lines, lost, doubled) = (0L, 0L, 0L);
        foreach (var deployment in deployments)
        {
            var newest = 0L;
            // Each instance counts from 1.
            foreach (var numbers in await NumbersAsync(deployment.Id, cancellationToken))
            {
                var different = numbers.Distinct().Count();
                lines += numbers.Count();
                doubled += numbers.Count() - different;
                lost += numbers.Max() - different;
                newest = Math.Max(newest, numbers.Max());
            }
            // Of apps with more instances than one, one of them said this.
            lost += Math.Max(0, said[deployment.Id] - newest);
        }
        return (lines, lost, doubled);
    }

    private async Task<Dictionary<Guid, long>> SaidAsync(CancellationToken cancellationToken)
    {
        var said = new Dictionary<Guid, long>();
        foreach (var deployment in deployments)
        {
            using var visitor = Visitors.Client(platform.Apps, deployment.Slug);
            said[deployment.Id] = long.Parse(await visitor.GetStringAsync("/said", cancellationToken), CultureInfo.InvariantCulture);
        }
        return said;
    }

    private async Task<ILookup<Guid?, long>> NumbersAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        var numbers = new List<(Guid? Instance, long Number)>();
        for (var after = "0"; ;)
        {
            var page = await platform.Http.GetFromJsonAsync<LogPage>(
                $"/api/deployments/{deploymentId}/logs?stream=stdout&limit=1000&after={after}", Wire.Json, cancellationToken);
            numbers.AddRange(page!.Items
                .Where(record => record.Text?.StartsWith(Line, StringComparison.Ordinal) == true)
                .Select(record => (record.InstanceId, long.Parse(record.Text.AsSpan(Line.Length), CultureInfo.InvariantCulture))));
            if (page.Items.Count < 1000)
                return numbers.ToLookup(each => each.Instance, each => each.Number);
            after = page.Items[^1].Cursor;
        }
    }
}
