using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Aspire;

public sealed class EndpointTests
{
    [Fact]
    public async Task Replicas_share_one_endpoint_in_turn_and_each_listens_on_its_own_port()
    {
        await using var app = await LocalApp.StartAsync(builder => Server(builder, "web")
            .WithHttpEndpoint(name: "apps", env: "APPS_PORT").WithHttpEndpoint().WithReplicas(3));
        await app.HealthyAsync("web");
        HashSet<string> answers = [];
        using var client = app.App.CreateHttpClient("web", "http");
        // A new connection each: it is connections that the endpoint shares out.
        client.DefaultRequestHeaders.ConnectionClose = true;
        for (var request = 0; request < 9; request++) answers.Add(await client.GetStringAsync("/APPS_PORT"));

        answers.Count.ShouldBe(3);
        answers.Select(answer => answer.Split(' ')[1]).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_dead_replica_is_passed_over_and_started_again()
    {
        await using var app = await LocalApp.StartAsync(builder => Server(builder, "web").WithHttpEndpoint().WithReplicas(2));
        await app.HealthyAsync("web");
        using var client = app.App.CreateHttpClient("web");
        client.DefaultRequestHeaders.ConnectionClose = true;
        var victim = int.Parse((await client.GetStringAsync("/")).Trim());
        System.Diagnostics.Process.GetProcessById(victim).Kill();
        for (var request = 0; request < 4; request++)
            (await Eventually.BeAsync(() => AskAsync(client), answer => answer is not null, "an answer"))!.ShouldNotStartWith($"{victim} ");
        HashSet<string> processes = [];
        await Eventually.BeTrueAsync(
            async () =>
            {
                if (await AskAsync(client) is { } answer) processes.Add(answer);
                return processes.Count >= 2;
            },
            "two replicas");
    }

    [Fact]
    public async Task A_taken_port_gives_another_and_that_is_said()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        await using var app = await LocalApp.StartAsync(
            builder => Server(builder, "web").WithHttpEndpoint(port: port), "--DcpPublisher:RandomizePorts=false");
        await app.HealthyAsync("web");
        app.App.GetEndpoint("web").Port.ShouldNotBe(port);
        (await app.LineAsync("web", "is taken")).ShouldContain($"Port {port}");
    }

    [Fact]
    public async Task A_free_port_is_given_as_wished()
    {
        var port = FreePort.Next();
        await using var app = await LocalApp.StartAsync(
            builder => Server(builder, "web").WithHttpEndpoint(port: port), "--DcpPublisher:RandomizePorts=false");
        await app.HealthyAsync("web");
        app.App.GetEndpoint("web").Port.ShouldBe(port);
    }

    [Fact]
    public async Task A_health_path_that_answers_another_status_keeps_the_resource_unhealthy_and_says_so()
    {
        await using var app = await LocalApp.StartAsync(builder => builder.AddProject<ServerProject>("web", launchProfileName: null)
            .WithEnvironment(TestPrograms.Role, "server").WithHttpEndpoint().WithHttpHealthCheck("/", statusCode: 418));
        var found = await app.App.ResourceNotifications.WaitForResourceAsync(
            "web", each => each.Snapshot.HealthReports.Any(report => report.Description?.Contains("answered 200 instead of 418") == true), LocalApp.Bound);
        found.Snapshot.HealthStatus.ShouldBe(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);
    }

    private static IResourceBuilder<ProjectResource> Server(IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject<ServerProject>(name, launchProfileName: null).WithEnvironment(TestPrograms.Role, "server").WithHttpHealthCheck();

    private static async Task<string?> AskAsync(HttpClient client)
    {
        try
        {
            return await client.GetStringAsync("/");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
