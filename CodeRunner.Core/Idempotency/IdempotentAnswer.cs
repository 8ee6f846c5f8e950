namespace CodeRunner.Core.Idempotency;

/// <summary>What a request with an Idempotency-Key was answered, kept for a day. Stored with what the request did.</summary>
public sealed class IdempotentAnswer
{
    /// <summary>How long the same request gets the same answer.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public Guid UserId { get; init; }

    /// <summary>The token that asked; <see cref="Guid.Empty"/> for the user in person. A token has keys of its own.</summary>
    public Guid TokenId { get; init; }

    public string Key { get; init; } = "";

    /// <summary>SHA-256 of method, path and body.</summary>
    public byte[] Fingerprint { get; init; } = [];

    public int Status { get; set; }

    public string? ContentType { get; set; }

    public string? Location { get; set; }

    public byte[] Body { get; set; } = [];

    public DateTimeOffset CreatedAt { get; init; }
}
