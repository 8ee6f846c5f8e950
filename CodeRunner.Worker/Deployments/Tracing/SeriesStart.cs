using CodeRunner.Worker.Ingress.Counting;

namespace CodeRunner.Worker.Deployments.Tracing;

/// <summary>Makes the series that are only looked at from outside: nobody else asks for them.</summary>
internal sealed class SeriesStart(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<WorkerSeries>();
        services.GetRequiredService<DeploymentSeries>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
