using System.Diagnostics;
using System.Runtime.CompilerServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CodeRunner.Tests.Api.Webhooks;
using CodeRunner.Tests.Telemetry;
using CodeRunner.Tests.Worker.Sources;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CodeRunner.Tests.Support;

/// <summary>The whole platform as `up` starts it, once a run: PostgreSQL, Redis, migrations, Api, Worker, Web.</summary>
public sealed class Cloud : IAsyncDisposable
{
    private static readonly Shared<Cloud> Whole = new(() => StartAsync([]));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication app;

    private Cloud(DistributedApplication app, string directory, GitServer git, Receiver receiver) => (this.app, Directory, Git, Receiver) = (app, directory, git, receiver);

    /// <summary>Where the run keeps its data.</summary>
    public string Directory { get; }

    /// <summary>A private git server that the cloud may clone from.</summary>
    internal GitServer Git { get; }

    /// <summary>A private server that webhooks of the cloud may call.</summary>
    internal Receiver Receiver { get; }

    public Uri Api => app.GetEndpoint("api", "http");

    public Uri Web => app.GetEndpoint("web", "http");

    public Uri Apps => app.GetEndpoint("worker", "apps");

    public static Task<Cloud> GetAsync() => Whole.GetAsync();

    /// <summary>One that a test has for itself, and may break: with settings of its own, such as Access__AccessTokenLife.</summary>
    public static Task<Cloud> StartOwnAsync(params (string Key, string Value)[] settings) => StartAsync(settings);

    /// <summary>Ends a service's process with SIGKILL, and returns when it is seen to be gone.</summary>
    public async Task KillAsync(string service)
    {
        using var patience = new CancellationTokenSource(Patience);
        var running = await app.ResourceNotifications.WaitForResourceAsync(service, IsRunning, patience.Token);
        using (var process = Process.GetProcessById((int)running.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!))
            process.Kill();
        await app.ResourceNotifications.WaitForResourceAsync(service, each => !IsRunning(each), patience.Token);
    }

    /// <summary>Starts a service that was killed, where it was, and returns when it is healthy.</summary>
    public async Task StartAsync(string service)
    {
        using var patience = new CancellationTokenSource(Patience);
        await app.ResourceCommands.ExecuteCommandAsync(service, KnownResourceCommands.StartCommand, patience.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(service, WaitBehavior.WaitOnResourceUnavailable, patience.Token);
    }

    /// <summary>How a service reaches a resource: "db" or "redis".</summary>
    public async Task<string> ConnectionStringAsync(string resource) => (await app.GetConnectionStringAsync(resource))!;

    /// <summary>What a resource writes to its console: the lines that are kept, and then new ones until it is cancelled.</summary>
    public async IAsyncEnumerable<string> ConsoleAsync(string resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var lines in app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource).WithCancellation(cancellationToken))
            foreach (var line in lines)
                yield return line.Content;
    }

    /// <summary>The first user of a cloud is its operator; in one that tests share that is anybody.</summary>
    public async Task MakeOperatorAsync(string email) => (await ExecuteAsync("UPDATE users SET operator = true WHERE email = $1", email)).ShouldBe(1);

    /// <summary>Stores decisions of the last minutes as a Worker does: up to four instances, and down to three.</summary>
    public async Task DecideAsync(Guid deployment) => (await ExecuteAsync(
        """
        INSERT INTO scaling_decisions (deployment_id, time, until, from_instances, to_instances, rule, reason, inputs, next) VALUES
        ($1, now() - interval '9 min', now() - interval '9 min', 1, 4, 'Requests', '182 requests/s in the last 4 s need 4 instances at 60 requests/s each.', '{"requests": 182, "instances": 1}', 'It shrinks when fewer have been enough for 3 minutes.'),
        ($1, now() - interval '9 min', now() - interval '5 min', 4, 4, 'Waiting', '3 instances have been enough for 2 minutes, and 3 are waited for.', '{"requests": 144, "instances": 4}', 'It shrinks to 3.'),
        ($1, now() - interval '5 min', now() - interval '5 min', 4, 3, 'Requests', '144 requests/s need 3 instances at 60 requests/s each, since 3 minutes.', '{"requests": 144, "instances": 4}', null),
        ($1, now() - interval '5 min', now(), 3, 3, 'Requests', '3 instances have been enough for 3 minutes.', '{"requests": 150, "instances": 3}', 'It grows above 180 requests/s.')
        """,
        deployment)).ShouldBe(4);

    /// <summary>Lets a deployment sleep as if nobody had asked for it for long.</summary>
    public Task SleepAsync(Guid deployment) => ExecuteAsync(
        """
        WITH slept AS (UPDATE deployments SET desired_instances = 0 WHERE id = $1 RETURNING id),
        decided AS (
            INSERT INTO scaling_decisions (deployment_id, time, until, from_instances, to_instances, rule, reason, inputs, next) SELECT
            id, now(), now(), 1, 0, 'Idle', 'No request has come for 15 min: it sleeps after 15 min without one.', '{"instances": 1, "idleSeconds": 900, "sleepsAfterSeconds": 900}',
            'The first request wakes it, and waits until it is answered.' FROM slept)
        SELECT pg_notify('coderunner_deployments', id::text) FROM slept
        """,
        deployment);

    private async Task<int> ExecuteAsync(string sql, object value)
    {
        await using var source = NpgsqlDataSource.Create(await ConnectionStringAsync("db"));
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Git.DisposeAsync();
        await Receiver.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static bool IsRunning(ResourceEvent each) => each.Snapshot.State?.Text == KnownResourceStates.Running;

    private static async Task<Cloud> StartAsync((string Key, string Value)[] own)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("coderunner-cloud-").FullName;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CodeRunner_AppHost>([$"--CODERUNNER_RUN={directory}", "--Announcing:Off=true"]);
        var git = await GitServer.StartAsync();
        var receiver = await new Receiver().StartAsync();
        (string Key, string Value)[] settings =
        [
            ("Sources__AllowedPrivateGitHosts__0", git.Host), ("Webhooks__AllowedPrivateHosts__0", receiver.Host), .. (await OtlpReceiver.GetAsync()).Settings, .. own,
        ];
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
            foreach (var (key, value) in settings)
                builder.CreateResourceBuilder(project).WithEnvironment(key, value);
        var app = await builder.BuildAsync();
        await app.StartAsync();
        using var patience = new CancellationTokenSource(Patience);
        await Task.WhenAll(new[] { "api", "worker", "web" }.Select(name => app.ResourceNotifications.WaitForResourceHealthyAsync(name, patience.Token)));
        return new Cloud(app, directory, git, receiver);
    }
}
