using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Webhooks;

/// <summary>An Api that may send to one receiver on loopback, one that it may send to but that is not there, and one that it may not send to.</summary>
public sealed class WebhookFixture : IAsyncLifetime
{
    internal ApiFactory Api { get; private set; } = null!;

    internal Receiver Receiver { get; } = new();

    internal Receiver Late { get; } = new();

    internal Receiver Forbidden { get; } = new();

    internal IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Webhooks:AllowedPrivateHosts:0"] = Receiver.Host,
        ["Webhooks:AllowedPrivateHosts:1"] = Late.Host,
        ["Webhooks:FirstRetry"] = "00:00:00.2",
        // Far over what any test takes: what is tried again would be counted twice.
        ["Webhooks:Timeout"] = "00:01:00",
    };

    public async Task InitializeAsync()
    {
        await Receiver.StartAsync();
        await Forbidden.StartAsync();
        Api = await ApiFactory.StartAsync(settings: Settings);
    }

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        await Receiver.DisposeAsync();
        await Late.DisposeAsync();
        await Forbidden.DisposeAsync();
    }
}
