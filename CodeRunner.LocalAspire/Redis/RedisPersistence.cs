namespace Aspire.Hosting.ApplicationModel;

/// <summary>A snapshot after that time if so many keys changed.</summary>
internal sealed record RedisPersistence(TimeSpan Interval, long KeysChanged);
