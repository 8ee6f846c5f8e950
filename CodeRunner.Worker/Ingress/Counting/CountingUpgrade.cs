using Microsoft.AspNetCore.Http.Features;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>Counts what goes through a connection that was upgraded, as a WebSocket's is.</summary>
internal sealed class CountingUpgrade(IHttpUpgradeFeature inner, TrafficCounter counter) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public static void Wrap(HttpContext context, TrafficCounter counter)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } feature)
            context.Features.Set<IHttpUpgradeFeature>(new CountingUpgrade(feature, counter));
    }

    public async Task<Stream> UpgradeAsync() => new CountingStream(await inner.UpgradeAsync(), counter);
}
