using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Aspire;

/// <summary>An application of a test's own, started, and ended with the test.</summary>
internal sealed class LocalApp : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder _builder;

    private LocalApp(IDistributedApplicationTestingBuilder builder, DistributedApplication app)
    {
        _builder = builder;
        App = app;
    }

    public DistributedApplication App { get; }

    public static CancellationToken Bound => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    public static async Task<LocalApp> StartAsync(Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        var builder = DistributedApplicationTestingBuilder.Create(args);
        describe(builder);
        var app = new LocalApp(builder, await builder.BuildAsync());
        await app.App.StartAsync(Bound);
        return app;
    }

    public Task<ResourceEvent> HealthyAsync(string name) => App.ResourceNotifications.WaitForResourceHealthyAsync(name, Bound);

    public async Task<CustomResourceSnapshot> InStateAsync(string name, params string[] states)
    {
        var found = await App.ResourceNotifications.WaitForResourceAsync(name, each => states.Contains(each.Snapshot.State?.Text), Bound);
        return found.Snapshot;
    }

    /// <summary>Waits for the first console line that holds the text.</summary>
    public async Task<string> LineAsync(string name, string text)
    {
        await foreach (var batch in App.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(name).WithCancellation(Bound))
        {
            if (batch.FirstOrDefault(line => line.Content.Contains(text)).Content is { } found) return found;
        }

        throw new InvalidOperationException($"'{name}' never wrote '{text}'.");
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _builder.DisposeAsync();
    }
}
