using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core;
using CodeRunner.Core.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>
/// The messages that wait, shared by all Apis. A row is claimed by one of them for as long as a try may take; when that one ends meanwhile, another tries again. One
/// receiver has so many tries at once, and what it makes wait is its own messages.
/// </summary>
internal sealed class DeliveryQueue(CodeRunnerDb db, IOptions<WebhookOptions> options)
{
    private const int MostAtOnce = 4;

    /// <summary>Over what a try may take: to write down how it went.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    public Task<List<ClaimedDelivery>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        var lease = options.Value.Timeout + Slack;
        return db.Database.SqlQuery<ClaimedDelivery>(
            $"""
            WITH due AS (
                SELECT delivery.id FROM (
                    SELECT DISTINCT webhook_id FROM webhook_deliveries WHERE state = 'Pending' AND next_try_at <= clock_timestamp()) waiting
                CROSS JOIN LATERAL (
                    SELECT id FROM webhook_deliveries
                    WHERE webhook_id = waiting.webhook_id AND state = 'Pending' AND next_try_at <= clock_timestamp()
                        AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
                        AND EXISTS (SELECT 1 FROM webhooks WHERE webhooks.id = waiting.webhook_id AND enabled)
                    ORDER BY next_try_at
                    LIMIT greatest(0, {MostAtOnce} - (
                        SELECT count(*) FROM webhook_deliveries busy
                        WHERE busy.webhook_id = waiting.webhook_id AND busy.state = 'Pending' AND busy.claimed_until > clock_timestamp()))
                    FOR UPDATE SKIP LOCKED) delivery
                LIMIT {most})
            UPDATE webhook_deliveries delivery
            SET attempts = delivery.attempts + 1, claim_id = gen_random_uuid(), claimed_until = clock_timestamp() + {lease}
            FROM due, webhooks webhook
            WHERE delivery.id = due.id AND webhook.id = delivery.webhook_id
            RETURNING delivery.id AS "Id", delivery.claim_id AS "ClaimId", delivery.webhook_id AS "WebhookId", delivery.attempts AS "Attempts",
                extract(epoch FROM clock_timestamp() - coalesce(delivery.asked_again_at, delivery.created_at))::float8 AS "AgeSeconds",
                delivery.body AS "Body", webhook.url AS "Url", webhook.sealed_secret AS "SealedSecret"
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Writes down how a try went, unless it was too late and is another's by now.</summary>
    public async Task SettleAsync(ClaimedDelivery claimed, DeliveryResult result, int latencyMs, CancellationToken cancellationToken)
    {
        var age = TimeSpan.FromSeconds(claimed.AgeSeconds + (latencyMs / 1000.0));
        var wait = result.Error is null ? null : options.Value.Retry.Next(claimed.Attempts, age, Random.Shared.NextDouble());
        var state = (result.Error is null ? WebhookDeliveryState.Delivered : wait is null ? WebhookDeliveryState.Failed : WebhookDeliveryState.Pending).ToString();
        var settled = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE webhook_deliveries SET state = {state}, status = {result.Status}, error = {result.Error}, latency_ms = {latencyMs}, tried_at = clock_timestamp(),
                claim_id = NULL, claimed_until = NULL, next_try_at = clock_timestamp() + {wait}
            WHERE id = {claimed.Id} AND claim_id = {claimed.ClaimId}
            """,
            cancellationToken);
        if (settled > 0 && state != nameof(WebhookDeliveryState.Pending))
            await ForgetOldAsync(claimed.WebhookId, cancellationToken);
    }

    private Task ForgetOldAsync(Guid webhookId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        DELETE FROM webhook_deliveries WHERE webhook_id = {webhookId} AND state <> 'Pending' AND id <= (
            SELECT id FROM webhook_deliveries WHERE webhook_id = {webhookId} AND state <> 'Pending' ORDER BY id DESC OFFSET {WebhookDelivery.MostKept} LIMIT 1)
        """,
        cancellationToken);
}
