using CodeRunner.Contracts.Webhooks;

namespace CodeRunner.Core.Webhooks;

/// <summary>
/// One message to one webhook, written with what it tells of and sent afterwards. Its id is the message's: a receiver that is sent it twice can tell. Tries are claimed and
/// settled in SQL only, by the database's clock.
/// </summary>
public sealed class WebhookDelivery
{
    /// <summary>Messages that may wait for one webhook; those that come then are given up at once, and shown.</summary>
    public const int MostWaiting = 1000;

    /// <summary>Messages kept of one webhook when they are done with.</summary>
    public const int MostKept = 100;

    private WebhookDelivery()
    {
    }

    public WebhookDelivery(Guid webhookId, string type, Guid? alertId, string body, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        WebhookId = webhookId;
        Event = type;
        AlertId = alertId;
        Body = body;
        CreatedAt = now;
        NextTryAt = now;
    }

    public Guid Id { get; private set; }

    public Guid WebhookId { get; private set; }

    public string Event { get; private set; } = "";

    public Guid? AlertId { get; private set; }

    /// <summary>JSON, sent and signed byte for byte.</summary>
    public string Body { get; private set; } = "";

    public WebhookDeliveryState State { get; private set; }

    /// <summary>Counts tries since it was made or last asked for, the one under way included.</summary>
    public int Attempts { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When somebody asked for it once more; from then on the time until it is given up counts anew.</summary>
    public DateTimeOffset? AskedAgainAt { get; private set; }

    public DateTimeOffset? NextTryAt { get; private set; }

    /// <summary>Until then a process is trying it; later, that process is taken to have ended.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>Names the try that is under way: only its process settles it.</summary>
    public Guid? ClaimId { get; private set; }

    public DateTimeOffset? TriedAt { get; private set; }

    /// <summary>The HTTP status of the last answer since it was made or last asked for.</summary>
    public int? Status { get; private set; }

    public string? Error { get; private set; }

    public int? LatencyMs { get; private set; }

    /// <summary>False while it is on its way anyway.</summary>
    public bool TryAskAgain(DateTimeOffset now)
    {
        if (State == WebhookDeliveryState.Pending)
            return false;
        (State, Attempts, AskedAgainAt, NextTryAt) = (WebhookDeliveryState.Pending, 0, now, now);
        // What went wrong before is no word about what is on its way now.
        (Status, Error, LatencyMs) = (null, null, null);
        return true;
    }

    public void GiveUp(string why) => (State, Error, NextTryAt) = (WebhookDeliveryState.Failed, why, null);

    public WebhookDeliveryResponse Show() => new(Id, Event, AlertId, State, Attempts, Status, Error, LatencyMs, CreatedAt, TriedAt, NextTryAt);
}
