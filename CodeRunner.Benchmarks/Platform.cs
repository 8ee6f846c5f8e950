using System.Diagnostics;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Benchmarks;

/// <summary>A cloud of its own, and a user who is signed in to it.</summary>
internal sealed class Platform : IAsyncDisposable
{
    public const string Email = "bench@example.org";
    public const string Password = "correct horse battery";

    /// <summary>What runs all the time, in the order in which it starts.</summary>
    public static readonly IReadOnlyList<string> Services = ["postgres", "redis", "api", "web", "worker"];

    private static readonly TimeSpan TokenTime = TimeSpan.FromMinutes(5);

    private readonly DistributedApplication app;
    private readonly string directory;
    private long signedInAt;

    private Platform(DistributedApplication app, string directory)
    {
        (this.app, this.directory) = (app, directory);
        Http = new HttpClient { BaseAddress = app.GetEndpoint("api", "http") };
    }

    public HttpClient Http { get; }

    public Uri Web => app.GetEndpoint("web", "http");

    public Uri Apps => app.GetEndpoint("worker", "apps");

    public Guid Project { get; private set; }

    /// <summary>The Worker of this cloud has these settings beside its usual ones.</summary>
    public static async Task<Platform> StartAsync(CancellationToken cancellationToken, params (string Key, string Value)[] workerSettings)
    {
        var directory = Directory.CreateTempSubdirectory("coderunner-bench-").FullName;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CodeRunner_AppHost>(
            [$"--CODERUNNER_RUN={directory}", "--Announcing:Off=true", "--Logging:Console:LogToStandardErrorThreshold=Trace"], cancellationToken);
        var worker = builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "worker"));
        foreach (var (key, value) in workerSettings)
            worker.WithEnvironment(key, value);
        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var name in new[] { "api", "worker", "web" })
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, cancellationToken);
        var platform = new Platform(app, directory);
        await platform.SignInAsync(cancellationToken);
        return platform;
    }

    /// <summary>How to connect to the database.</summary>
    public async Task<string> DatabaseAsync(CancellationToken cancellationToken) => (await app.GetConnectionStringAsync("db", cancellationToken))!;

    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) => Http.SendJsonAsync<T>(path, body, cancellationToken);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        (await Http.GetFromJsonAsync<T>(path, Wire.Json, cancellationToken))!;

    /// <summary>The one machine of this cloud, as its operator sees it.</summary>
    public async Task<NodeResponse> NodeAsync(CancellationToken cancellationToken) =>
        (await GetAsync<Page<NodeResponse>>("/api/system/nodes", cancellationToken)).Items.Single();

    /// <summary>What any other service of this cloud is started with.</summary>
    public async Task<Dictionary<string, string>> ServiceSettingsAsync(CancellationToken cancellationToken) => new()
    {
        ["ConnectionStrings__db"] = await DatabaseAsync(cancellationToken),
        ["ConnectionStrings__redis"] = (await app.GetConnectionStringAsync("redis", cancellationToken))!,
    };

    /// <summary>What another Worker of this machine is started with.</summary>
    public async Task<Dictionary<string, string>> WorkerSettingsAsync(CancellationToken cancellationToken) => new(await ServiceSettingsAsync(cancellationToken))
    {
        ["Node__DataDirectory"] = Path.Combine(directory, "data", "node"),
        ["Vault__MasterKeyFile"] = Path.Combine(directory, "data", "master-keys"),
    };

    /// <summary>The id of a service's process.</summary>
    public async Task<int> ProcessIdAsync(string service, CancellationToken cancellationToken)
    {
        var now = await app.ResourceNotifications.WaitForResourceHealthyAsync(service, cancellationToken);
        return (int)now.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!;
    }

    /// <summary>The same of one that need not be healthy, once it runs.</summary>
    public async Task<int> RunningProcessIdAsync(string service, CancellationToken cancellationToken)
    {
        var now = await app.ResourceNotifications.WaitForResourceAsync(service, IsRunning, cancellationToken);
        return (int)now.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!;
    }

    /// <summary>Returns when a service that was killed or stopped runs no more.</summary>
    public Task EndedAsync(string service, CancellationToken cancellationToken) =>
        app.ResourceNotifications.WaitForResourceAsync(service, each => !IsRunning(each), cancellationToken);

    /// <summary>Whether it runs, and still does after a moment.</summary>
    public async Task<bool> TryStartAsync(string service, CancellationToken cancellationToken)
    {
        await app.ResourceCommands.ExecuteCommandAsync(service, KnownResourceCommands.StartCommand, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return app.ResourceNotifications.TryGetCurrentState(service, out var now) && IsRunning(now);
    }

    /// <summary>In words, for people.</summary>
    public string StateOf(string service) => app.ResourceNotifications.TryGetCurrentState(service, out var now) ? now.Snapshot.State?.Text ?? "without a state" : "unknown";

    public async Task StopAsync(IEnumerable<string> names)
    {
        foreach (var name in names)
            await app.ResourceCommands.ExecuteCommandAsync(name, KnownResourceCommands.StopCommand);
    }

    /// <summary>Returns when all of them are healthy; one that was killed a moment ago is seen ended before it is started again.</summary>
    public async Task StartAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await app.ResourceCommands.ExecuteCommandAsync(name, KnownResourceCommands.StartCommand, cancellationToken);
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);
        }
    }

    /// <summary>A token lasts some minutes; long benchmarks outlive it.</summary>
    public async Task SignInAgainAsync(CancellationToken cancellationToken)
    {
        if (signedInAt != 0 && Stopwatch.GetElapsedTime(signedInAt) < TokenTime)
            return;
        await Http.SignInAsync(Email, cancellationToken);
        signedInAt = Stopwatch.GetTimestamp();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static bool IsRunning(ResourceEvent each) => each.Snapshot.State?.Text == KnownResourceStates.Running;

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        await PostAsync<UserResponse>("/api/auth/register", new RegisterRequest(Email, Password, "Benchmark"), cancellationToken);
        await SignInAgainAsync(cancellationToken);
        Project = (await PostAsync<ProjectResponse>("/api/projects", new CreateProjectRequest("Benchmark"), cancellationToken)).Id;
    }
}
