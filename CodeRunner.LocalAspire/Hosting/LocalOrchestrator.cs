using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Networking;
using CodeRunner.LocalAspire.Parameters;
using CodeRunner.LocalAspire.Postgres;
using CodeRunner.LocalAspire.Processes;
using CodeRunner.LocalAspire.Projects;
using CodeRunner.LocalAspire.Redis;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Starts all resources side by side, each when what it waits for is there, and stops them in the reverse order.</summary>
internal sealed class LocalOrchestrator(DistributedApplicationModel model, RunnerServices services) : IHostedService, IDisposable
{
    private readonly Dictionary<IResource, ResourceRunner> _runners = [];
    private readonly List<EndpointProxy> _proxies = [];
    private readonly Lock _gate = new();
    private Task? _stop;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        RunnerLog.Starting(services.Logger, services.Directories.Data);
        await services.Eventing.PublishAsync(new BeforeStartEvent(services.Provider, model), cancellationToken);
        DependencyGraph.RefuseCircles(model.Resources);
        _proxies.AddRange(new EndpointAllocator(services).Allocate(model.Resources));
        foreach (var resource in model.Resources) _runners[resource] = RunnerFor(resource);
        foreach (var runner in _runners.Values) await runner.AnnounceAsync(await ResourceUrls.ForAsync(runner.Resource, services, cancellationToken));
        foreach (var proxy in _proxies) proxy.Start();
        foreach (var runner in _runners.Values.Where(each => !each.Resource.HasAnnotationOfType<ExplicitStartupAnnotation>()))
            await runner.StartAsync();
        await services.Eventing.PublishAsync(new AfterResourcesCreatedEvent(services.Provider, model), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _stop ??= StopAllAsync();
    }

    public ResourceRunner? Find(string idOrName) => _runners.Values.FirstOrDefault(runner =>
        string.Equals(runner.Resource.Name, idOrName, StringComparison.OrdinalIgnoreCase)
        || runner.Ids.Contains(idOrName, StringComparer.OrdinalIgnoreCase));

    public void Dispose()
    {
        foreach (var runner in _runners.Values) runner.Dispose();
    }

    private async Task StopAllAsync()
    {
        Dictionary<IResource, Task> stops = [];
        await Task.WhenAll(_runners.Values.Select(runner => StopAfterDependentsAsync(runner, stops, [])));
        foreach (var proxy in _proxies) await proxy.DisposeAsync();
        EndpointAllocator.Release(model.Resources);
    }

    private Task StopAfterDependentsAsync(ResourceRunner runner, Dictionary<IResource, Task> stops, HashSet<IResource> path)
    {
        if (stops.TryGetValue(runner.Resource, out var known)) return known;
        path.Add(runner.Resource);
        // References may point in circles; such a resource does not wait for the one that is already waiting for it.
        Task[] dependents = [.. _runners.Values
            .Where(other => !path.Contains(other.Resource) && DependencyGraph.Needs(other.Resource).Contains(runner.Resource))
            .Select(other => StopAfterDependentsAsync(other, stops, path))];
        path.Remove(runner.Resource);
        return stops[runner.Resource] = StopAfterAsync(dependents, runner);
    }

    private static async Task StopAfterAsync(Task[] dependents, ResourceRunner runner)
    {
        await Task.WhenAll(dependents);
        await runner.StopAsync();
    }

    private ResourceRunner RunnerFor(IResource resource) => resource switch
    {
        ParameterResource parameter => new ParameterRunner(parameter, services),
        PostgresServerResource server => new ProcessRunner(server, new PostgresProgram(server, services), services),
        PostgresDatabaseResource database => new DatabaseRunner(database, services),
        RedisResource server => new ProcessRunner(server, new RedisProgram(server, services), services),
        ProjectResource project => new ProcessRunner(project, new ProjectProgram(project, services), services),
        ExecutableResource executable => new ProcessRunner(executable, new ExecutableProgram(executable, services), services),
        _ => new UnsupportedRunner(resource, services),
    };
}
