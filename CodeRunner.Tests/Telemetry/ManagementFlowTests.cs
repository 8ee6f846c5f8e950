using System.Diagnostics;
using CodeRunner.ServiceDefaults;
using CodeRunner.ServiceDefaults.Management;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.Tests.Telemetry;

public sealed class ManagementFlowTests
{
    [Fact]
    public async Task Whoever_waits_for_the_services_host_never_meets_that_of_the_metrics()
    {
        using var watcher = new HostWatcher();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.AddServiceDefaults();
        using var host = builder.Build();
        watcher.Seen.ShouldBe(1);

        await host.StartAsync();

        host.Services.GetRequiredService<ManagementServer>().Address.Port.ShouldBeGreaterThan(0);
        watcher.Seen.ShouldBe(1);
        await host.StopAsync();
    }

    /// <summary>Listens as the resolvers of hosts do: only to what is built in its own flow.</summary>
    private sealed class HostWatcher : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private static readonly AsyncLocal<HostWatcher?> Current = new();
        private readonly List<IDisposable> subscriptions = [];

        public HostWatcher()
        {
            Current.Value = this;
            subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public int Seen { get; private set; }

        public void OnNext(DiagnosticListener value)
        {
            if (Current.Value == this && value.Name == "Microsoft.Extensions.Hosting")
                subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (Current.Value == this && value.Key == "HostBuilt")
                Seen++;
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => subscriptions.ForEach(each => each.Dispose());
    }
}
