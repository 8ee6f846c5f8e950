using Microsoft.Extensions.Hosting;

namespace CodeRunner.LocalAspire.Clients;

/// <summary>Opens a connection while the host starts, so that the first request does not wait for it.</summary>
internal sealed class OpenAtStart(Action open) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        open();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
