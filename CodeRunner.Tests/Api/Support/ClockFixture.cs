using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api.Support;

/// <summary>An Api whose clock a test moves; the tests of one class run one after the other.</summary>
public sealed class ClockFixture : IAsyncLifetime
{
    internal ApiFactory Api { get; private set; } = null!;

    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public async Task InitializeAsync() => Api = await ApiFactory.StartAsync(time: Clock);

    public async Task DisposeAsync() => await Api.DisposeAsync();
}
