using System.Net;
using CodeRunner.Core.Deployments;
using CodeRunner.ServiceDefaults;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Alerts;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.LoadTests;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Metrics;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Optimization;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Scaling;
using CodeRunner.Worker.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>A whole Worker in this process: the features that Program.cs lists, on ports of its own.</summary>
public sealed class TestWorker : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly IngressClient client;
    private bool ended;

    private TestWorker(WebApplication app)
    {
        this.app = app;
        client = new IngressClient(Apps);
    }

    public IServiceProvider Services => app.Services;

    public Uri Apps => new($"http://127.0.0.1:{app.Services.GetRequiredService<IngressServer>().Port}");

    public Uri Management => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<TestWorker> StartAsync(TestNode node, params (string Key, string Value)[] settings)
    {
        var app = await BuildAsync(node, settings);
        await app.StartAsync();
        return new TestWorker(app);
    }

    public static async Task RemoveSandboxesAsync(TestNode node)
    {
        await using var app = await BuildAsync(node, []);
        var provider = app.Services.GetRequiredService<ISandboxProvider>();
        foreach (var sandbox in await provider.ListAsync(default))
            await provider.DeleteAsync(sandbox.Id, default);
    }

    public Task<HttpResponseMessage> GetAsync(Deployment deployment, string path = "/") => client.GetAsync(deployment.Slug, path);

    /// <summary>Waits until it answers so.</summary>
    public Task AnswersAsync(Deployment deployment, HttpStatusCode status, string text = "") => client.AnswersAsync(deployment.Slug, status, text);

    /// <summary>The text of an answer 200, which may take a moment to come.</summary>
    public async Task<string> TextAsync(Deployment deployment, string path = "/") => (await Eventually.BeAsync(
        async () =>
        {
            using var answer = await GetAsync(deployment, path);
            return (answer.StatusCode, Text: await answer.Content.ReadAsStringAsync());
        },
        answer => answer.StatusCode == HttpStatusCode.OK,
        $"{deployment.Name} answers")).Text;

    /// <summary>That this Worker acts for the deployment, which may take a moment.</summary>
    public async Task<Ownership> OwnershipAsync(Deployment deployment) => (await Eventually.BeAsync(
        () => Task.FromResult(Services.GetRequiredService<Ownerships>().Find(deployment.Id)), found => found is not null, $"this Worker acts for {deployment.Name}"))!;

    /// <summary>As SIGTERM does.</summary>
    public async Task EndAsync()
    {
        if (ended)
            return;
        ended = true;
        await app.StopAsync();
        await app.DisposeAsync();
        client.Dispose();
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    /// <summary>Not started: what it has of services can be used.</summary>
    internal static async Task<WebApplication> BuildAsync(TestNode node, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:db"] = node.ConnectionString,
            ["ConnectionStrings:redis"] = await TestServers.RedisAsync(),
            ["Node:DataDirectory"] = node.Directory,
            ["Vault:MasterKeys"] = TestVault.Keys,
            ["Deployments:PollInterval"] = "00:00:00.5",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("CODERUNNER_TEST_LOG") is not null)
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("CodeRunner", LogLevel.Debug);
        builder.AddServiceDefaults();
        builder.AddData().AddNodes().AddDeployments().AddAlerts().AddScaling().AddOptimization().AddLoadTests().AddSandboxes().AddSources().AddIngress().AddLogs().AddMetrics().AddBuilds().AddGracefulEnd();
        var app = builder.Build();
        app.MapHealth();
        app.MapKnownHosts();
        return app;
    }
}
