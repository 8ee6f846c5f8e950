using CodeRunner.Contracts.Deployments;
using CodeRunner.ServiceDefaults;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>The Worker's ingress as the Worker runs it, telemetry included, with one route, and without the rest of the Worker.</summary>
internal sealed class LoneIngress : IAsyncDisposable
{
    public const string Slug = "bench";

    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-bench-ingress-").FullName;
    private readonly WebApplication app;

    private LoneIngress(int upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Node:DataDirectory"] = directory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults();
        builder.Services.Configure<NodeOptions>(options => options.DataDirectory = directory);
        builder.Services.AddSingleton<ISandboxConnections>(new LoopbackConnections(upstream)).AddSingleton<DeploymentQueue>().AddSingleton<SharedUse>();
        builder.AddIngress();
        // Without a database, there is nothing that it could read.
        foreach (var loader in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)).ToArray())
            builder.Services.Remove(loader);
        app = builder.Build();
    }

    public int Port => app.Services.GetRequiredService<IngressServer>().Port;

    public static async Task<LoneIngress> StartAsync(int upstream)
    {
        var ingress = new LoneIngress(upstream);
        var services = ingress.app.Services;
        var entry = new RouteEntry(Guid.NewGuid(), Slug, DeploymentState.Running, null, [new RouteInstance(Guid.NewGuid(), Guid.NewGuid())]);
        services.GetRequiredService<RouteTable>().Set(entry, services.GetRequiredService<RouteTable>().BeginReading());
        await services.GetRequiredService<IngressServer>().StartAsync(CancellationToken.None);
        return ingress;
    }

    public async ValueTask DisposeAsync()
    {
        await app.Services.GetRequiredService<IngressServer>().StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
