using System.Collections.Concurrent;
using CodeRunner.Api.Upkeep;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>Sends what waits. Each try is on its own: the next look does not wait for a receiver.</summary>
internal sealed partial class DeliveryLoop(
    IServiceScopeFactory scopes, WebhookSender sender, WebhookSecrets secrets, IOptions<WebhookOptions> options, TimeProvider time, ILogger<DeliveryLoop> logger)
    : UpkeepLoop(TimeSpan.FromMilliseconds(500), time, logger)
{
    private const string Unreadable = "Its secret can't be read any more: make the webhook anew.";

    private readonly ConcurrentDictionary<Guid, Task> running = new();
    private readonly TimeProvider time = time;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Parallel - running.Count is not (> 0 and var free))
            return;
        await using var scope = scopes.CreateAsyncScope();
        foreach (var claimed in await scope.ServiceProvider.GetRequiredService<DeliveryQueue>().ClaimAsync(free, cancellationToken))
            Begin(claimed, cancellationToken);
    }

    private void Begin(ClaimedDelivery claimed, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource();
        running[claimed.ClaimId] = done.Task;
        _ = Task.Run(
            async () =>
            {
                await DeliverAsync(claimed, cancellationToken);
                running.TryRemove(claimed.ClaimId, out var _);
                done.SetResult();
            },
            CancellationToken.None);
    }

    private async Task DeliverAsync(ClaimedDelivery claimed, CancellationToken cancellationToken)
    {
        try
        {
            var began = time.GetTimestamp();
            var result = secrets.Open(claimed.WebhookId, claimed.SealedSecret) is { } secret
                ? await sender.SendAsync(claimed.Url, secret, claimed.Id, claimed.Body, cancellationToken)
                : new DeliveryResult(null, Unreadable);
            await using var scope = scopes.CreateAsyncScope();
            var latency = (int)time.GetElapsedTime(began).TotalMilliseconds;
            await scope.ServiceProvider.GetRequiredService<DeliveryQueue>().SettleAsync(claimed, result, latency, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Its claim runs out, and it is tried again.
            NotSettled(logger, exception, claimed.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows how the try of delivery {DeliveryId} went; it is tried again")]
    private static partial void NotSettled(ILogger logger, Exception exception, Guid deliveryId);
}
