using System.Net;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Telemetry;

/// <summary>The metrics as a real Prometheus takes them in, and as the dashboard that is handed out asks for them.</summary>
public sealed class PrometheusTests
{
    [Fact]
    public async Task Every_query_of_the_dashboard_has_data_of_a_cloud_that_deploys_and_serves()
    {
        var cloud = await Cloud.GetAsync();
        await using var prometheus = await PrometheusServer.StartAsync(Path.Combine(cloud.Directory, "prometheus"));
        await Eventually.BeTrueAsync(
            async () => (await prometheus.AskAsync("sum by (service) (up == 1)")).Count == 3, "Api, Web and Worker are scraped");
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        using var visitor = new IngressClient(cloud.Apps);
        var queries = Queries(Path.Combine(Repository.Root, "deploy", "grafana", "coderunner.json")).ToList();
        queries.Count.ShouldBeGreaterThan(20);

        // A rate is of series that were there before: so it deploys and visits until every panel shows something.
        var slugs = new List<string>();
        var (rounds, silent) = (0, queries);
        while (silent.Count > 0)
        {
            (++rounds).ShouldBeLessThan(60, $"no data: {string.Join("; ", silent)}");
            if (slugs.Count < 3)
                slugs.Add(await DeployAsync(user, $"seen-{slugs.Count}"));
            for (var times = 0; times < 5; times++)
                foreach (var slug in (string[])[.. slugs, "no-such-app"])
                    (await visitor.GetAsync(slug, "/")).Dispose();
            await Task.Delay(TimeSpan.FromSeconds(1)); // a scrape's interval
            silent = [.. silent.Except(await WithDataAsync(prometheus, silent))];
        }

        var requests = await prometheus.AskAsync($"sum by (coderunner_deployment) (coderunner_deployment_requests_total{{coderunner_deployment=~\"{string.Join('|', slugs)}\",http_response_status_class=\"2xx\"}})");
        requests.Count.ShouldBe(slugs.Count);
        requests.ShouldAllBe(series => series.Value >= 5);
    }

    [Fact]
    public async Task No_label_holds_a_connection_string_and_no_name_that_is_looked_up()
    {
        var cloud = await Cloud.GetAsync();
        using var http = new HttpClient();
        var files = Directory.GetFiles(Path.Combine(cloud.Directory, "prometheus"), "coderunner-*.json");
        files.Length.ShouldBe(3);

        foreach (var file in files)
        {
            using var targets = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var address = targets.RootElement[0].GetProperty("targets")[0].GetString()!;
            address.ShouldStartWith("127.0.0.1:");
            var text = await http.GetStringAsync($"http://{address}/metrics");
            text.ShouldContain("# TYPE ");
            foreach (var never in (string[])["Host=", "Username=", "Password=", "dns_"])
                text.ShouldNotContain(never, Case.Insensitive, file);
            text.Split('\n').ShouldAllBe(line => !line.StartsWith("http_client", StringComparison.Ordinal) || !line.Contains("server_address"));
        }
    }

    [Fact]
    public async Task Metrics_are_on_no_port_that_people_use_and_answer_only_who_names_this_machine()
    {
        var cloud = await Cloud.GetAsync();
        using var http = new HttpClient();
        foreach (var door in (Uri[])[cloud.Web, cloud.Api, cloud.Apps])
        {
            using var answer = await http.GetAsync(new Uri(door, "/metrics"));
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("# TYPE");
        }

        var file = Directory.GetFiles(Path.Combine(cloud.Directory, "prometheus"), "coderunner-*.json")[0];
        using var targets = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        using var rebound = new HttpRequestMessage(HttpMethod.Get, $"http://{targets.RootElement[0].GetProperty("targets")[0].GetString()}/metrics");
        rebound.Headers.Host = "evil.example.org";
        using var refused = await http.SendAsync(rebound);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> DeployAsync(PlatformClient user, string name)
    {
        var deployment = await user.CreateAsync(name);
        await user.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        return (await user.WaitForStateAsync(deployment.Id, DeploymentState.Running)).Slug;
    }

    private static async Task<List<string>> WithDataAsync(PrometheusServer prometheus, List<string> queries)
    {
        var found = new List<string>();
        foreach (var query in queries)
            if ((await prometheus.AskAsync(query)).Any(series => !double.IsNaN(series.Value)))
                found.Add(query);
        return found;
    }

    private static IEnumerable<string> Queries(string file)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            if (!panel.TryGetProperty("targets", out var targets))
                continue;
            foreach (var target in targets.EnumerateArray())
                yield return target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "1m").Replace("$deployment", ".*");
        }
    }
}
