using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Configuration;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>
/// A hundred canaries on their way through the whole platform, and all that comes out of it meanwhile. With them goes a decoy, which is no secret: where it is found,
/// canaries would be.
/// </summary>
internal sealed class CanaryJourney : IAsyncDisposable
{
    private readonly DateTime began = DateTime.UtcNow.AddSeconds(-2);
    private readonly Cloud cloud;
    private readonly PlatformClient owner;
    private readonly PlatformClient member;
    private readonly RecordedClient client;
    private readonly RecordedClient memberClient;
    private readonly DeploymentResponse deployment;
    private readonly List<Canary> configured = [];
    private readonly List<Canary> replaced = [];
    private readonly string hook = $"/{Guid.NewGuid():n}";
    private Taps taps = null!;

    private CanaryJourney(Cloud cloud, PlatformClient owner, PlatformClient member, DeploymentResponse deployment, Canary decoy)
    {
        (this.cloud, this.owner, this.member, this.deployment, Decoy) = (cloud, owner, member, deployment, decoy);
        client = new RecordedClient(owner, decoy.Value, Evidence);
        memberClient = new RecordedClient(member, decoy.Value, Evidence);
    }

    public Evidence Evidence { get; } = new();

    public Canary Decoy { get; }

    /// <summary>Those that the configuration has now, and what some of them were before.</summary>
    public IEnumerable<Canary> Secrets => [.. configured, .. replaced];

    private string Shared => $"/api/projects/{owner.Project.Id}/config";

    private string Environment => $"/api/projects/{owner.Project.Id}/environments/development/config";

    private string App => $"/api/deployments/{deployment.Id}";

    private string Own => $"{App}/config";

    public static async Task<CanaryJourney> StartAsync()
    {
        var cloud = await Cloud.GetAsync();
        var decoy = new Canary("DECOY", $"decoy{Guid.NewGuid():n}"[..30]);
        var owner = await PlatformClient.RegisterAsync(cloud.Api);
        var journey = new CanaryJourney(cloud, owner, await PlatformClient.RegisterAsync(cloud.Api), await owner.CreateAsync(decoy.Value), decoy);
        await journey.client.PutAsync($"/api/projects/{owner.Project.Id}/members/{journey.member.Email}", new { role = "developer", reveal = Array.Empty<string>() });
        journey.taps = await Taps.OpenAsync(cloud, owner, journey.client, journey.deployment.Id, journey.Evidence);
        return journey;
    }

    /// <summary>In all three layers, by all ways in: imported, put, set one by one, generated.</summary>
    public async Task SetAsync()
    {
        var shared = Flock.Of("CANARY_SHARED", 30);
        var text = new StringBuilder();
        shared.ForEach(each => DotEnvWriter.Write(text, each.Key, References.Escape(each.Value)));
        var import = new ImportDotEnvRequest(text.ToString(), [.. shared.Select(each => each.Key)]);
        await client.PostAsync($"{Shared}/import?dryRun=true", import);
        await client.PostAsync($"{Shared}/import", import);

        var put = Flock.Of("CANARY_PUT", 35);
        ConfigInput[] plain = [new("DECOY", Decoy.Value), new("LINK", $"db://u:${{{put[0].Key}}}@x/${{DECOY}}")];
        await client.PutAsync(Environment, new ReplaceConfigRequest([.. put.Select(each => new ConfigInput(each.Key, each.Value, Encrypted: true)), .. plain], Decoy.Value));

        var own = Flock.Of("CANARY_OWN", 25);
        foreach (var each in own)
            await client.PutAsync($"{Own}/variables/{each.Key}", new SetVariableRequest(each.Value, Encrypted: true));
        configured.AddRange([.. shared, .. put, .. own, .. await GenerateAsync(10)]);
    }

    public async Task DeployAsync()
    {
        await owner.UploadAsync(deployment.Id, Parrot.Source(configured));
        await owner.WaitForStateAsync(deployment.Id, DeploymentState.Running);
        await SingAsync(times: 1);
    }

    /// <summary>New values for some, which a new release of the same artifact runs with; the old ones stay in history.</summary>
    public async Task RotateAsync()
    {
        foreach (var each in Flock.Of("CANARY_PUT", 17).Skip(1))
        {
            await client.PutAsync($"{Environment}/variables/{each.Key}", new SetVariableRequest(each.Value, Encrypted: true));
            replaced.Add(configured.Single(old => old.Key == each.Key));
            configured[configured.FindIndex(old => old.Key == each.Key)] = each;
        }
        await client.PostAsync($"{Environment}/apply");
        await owner.WaitForReleaseAsync(deployment.Id, 2, ReleaseState.Serving);
        await SingAsync(times: 2);
        var version = JsonDocument.Parse(await client.GetAsync(Environment, "answers")).RootElement.GetProperty("version").GetInt32();
        await client.PostAsync($"{Environment}/rollback", new RestoreConfigRequest(1));
        await client.PostAsync($"{Environment}/rollback", new RestoreConfigRequest(version));
    }

    public async Task MakeMistakesAsync()
    {
        foreach (var each in Mistakes.Suited(configured).Take(12))
            await Mistakes.MakeAsync(client, Environment, App, each.Value);
        foreach (var (path, body) in new (string, object?)[] { ($"{Environment}/export", new { secrets = true }), ($"{Environment}/variables/{configured[30].Key}/reveal", null) })
            ((int)(await memberClient.TryAsync(HttpMethod.Post, path, body, "refusals")).Status).ShouldBe(403);
        ((int)(await memberClient.TryAsync(HttpMethod.Get, $"{Environment}/export?secrets=true", null, "refusals")).Status).ShouldBe(400);
    }

    /// <summary>The app dies with all that it knows on its lips, and an alert tells a webhook.</summary>
    public async Task CrashAsync()
    {
        await client.PostAsync($"/api/projects/{owner.Project.Id}/webhooks", new { url = cloud.Receiver.Url(hook) });
        var rules = JsonSerializer.Deserialize<Page<AlertRuleResponse>>(await client.GetAsync($"{App}/alert-rules", "answers"), Wire.Json)!;
        await client.PutAsync($"/api/alert-rules/{rules.Items.Single(rule => rule.Kind == AlertKind.Down).Id}", new { kind = "down", @for = 0 });
        using var visitor = new IngressClient(cloud.Apps);
        var crash = visitor.GetAsync(deployment, "/crash");
        await Eventually.BeAsync(() => client.GetAsync(App, "answers"), told => told.Contains("does not reach", StringComparison.Ordinal), "the reason shows its last lines");
        await crash.ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var message in await cloud.Receiver.TakeAsync(hook))
            Evidence.Add("webhook", $"{string.Join('\n', message.Headers)}\n{message.Body}");
    }

    public async Task LookAsync()
    {
        string[] project = ["alerts", "webhooks", "members", "templates", "deployments", "audit?limit=200", "audit/verify"];
        string[] app = ["/releases", "/metrics", "/alerts", "/logs?limit=1000"];
        string[] config = ["", "/versions", "/versions/1/diff", "/export?secrets=false", "/export?secrets=false&format=json", "/export?secrets=false&format=full"];
        foreach (var path in (string[])[
            .. project.Select(each => $"/api/projects/{owner.Project.Id}/{each}"), .. app.Select(each => $"{App}{each}"), .. ((string[])[Shared, Environment, Own]).SelectMany(each => config.Select(rest => each + rest))])
            await client.GetAsync(path, "answers");
        await client.GetAsync($"{App}/logs?limit=1000&format=text", "lines as text");
        await client.GetAsync($"{App}/logs?limit=1000&format=ndjson", "lines as ndjson");
        await client.GetAsync($"{App}/logs/download?format=text", "lines as a file");
        await client.GetAsync($"/api/projects/{owner.Project.Id}/audit/export", "audit export");
        await memberClient.GetAsync($"{Environment}/export", "export without the right");
        await taps.ReadMetricsAsync(cloud);
        await DashboardTap.LookAsync(cloud, owner.Email, Pages(), Evidence);
    }

    /// <summary>What is kept of it all. Files are searched where they lie.</summary>
    public async Task<IEnumerable<(string Place, Finding Finding)>> SearchAsync(CanarySearch search)
    {
        Evidence.Add("dump of the database", await KeptByTheRun.DumpAsync(await cloud.ConnectionStringAsync("db")));
        await taps.ReadRedisAsync();
        Evidence.Add("command lines", string.Join('\n', KeptByTheRun.CommandLines()));
        return Evidence.Find(search).Concat(KeptByTheRun.Search(cloud.Directory, began, search));
    }

    /// <summary>Not kept: a secret may be here, and only here.</summary>
    public async Task<string> ExportAsync(string format)
    {
        using var answer = await owner.Http.PostAsJsonAsync($"{Environment}/export", new { format, secrets = true });
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<string> RevealAsync(string key)
    {
        using var answer = await owner.Http.PostAsync($"{Environment}/variables/{key}/reveal", null);
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await taps.DisposeAsync();
        (await owner.Http.DeleteAsync(App)).Dispose();
        client.Dispose();
        memberClient.Dispose();
        owner.Dispose();
        member.Dispose();
    }

    private (string Path, string Shows)[] Pages() =>
    [
        .. ((string[])["logs", "releases", "alerts", "configuration", "settings"]).Select(tab => ($"/deployments/{deployment.Id}/{tab}", Decoy.Value)),
        ($"/projects/{owner.Project.Id}/configuration?env=development", "CANARY_PUT_01"),
        ($"/projects/{owner.Project.Id}/audit", "Configuration exported"),
        ($"/projects/{owner.Project.Id}/webhooks", hook),
    ];

    /// <summary>Nobody knows these but who reveals them.</summary>
    private async Task<List<Canary>> GenerateAsync(int count)
    {
        var keys = Enumerable.Range(0, count).Select(number => new TemplateKey($"CANARY_MADE_{number:00}", Required: true, null, Generated: true, null, null)
        {
            Secret = true,
            Length = 24 + (4 * number),
            Alphabet = (TemplateAlphabet)(number % 3),
        }).ToList();
        var template = JsonSerializer.Deserialize<TemplateResponse>(await client.PostAsync($"/api/projects/{owner.Project.Id}/templates", new TemplateRequest(Decoy.Value, keys)), Wire.Json)!;
        await client.PostAsync($"{Environment}/apply-template", new ApplyTemplateRequest(template.Id, DryRun: true));
        await client.PostAsync($"{Environment}/apply-template", new ApplyTemplateRequest(template.Id));
        var made = new List<Canary>();
        foreach (var key in keys)
            made.Add(new Canary(key.Key, JsonSerializer.Deserialize<RevealedValue>(await RevealAsync(key.Key), Wire.Json)!.Value));
        return made;
    }

    private async Task SingAsync(int times)
    {
        using var visitor = new IngressClient(cloud.Apps);
        (await visitor.TextAsync(deployment, "/sing")).ShouldBe("well");
        await Eventually.BeAsync(
            async () => (await owner.LogsAsync(deployment.Id, $"limit=1000&q={Uri.EscapeDataString(Parrot.LastWord)}")).Items.Count, seen => seen == 2 * times, "both streams have said all");
    }
}
