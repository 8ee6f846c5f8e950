using CodeRunner.Core.Access;

namespace CodeRunner.Api.Access;

/// <summary>Locks accounts that don't exist as real ones are locked, so that a lock tells nobody which addresses have an account. Forgets all when it is full.</summary>
internal sealed class UnknownAccounts(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Failures, DateTimeOffset? LockedUntil)> accounts = [];

    public TimeSpan? LockedFor(string email)
    {
        var now = time.GetUtcNow();
        lock (gate)
            return accounts.TryGetValue(User.Normalize(email), out var account) && account.LockedUntil > now ? account.LockedUntil - now : null;
    }

    public void Failed(string email)
    {
        lock (gate)
        {
            if (accounts.Count >= Most)
                accounts.Clear();
            var key = User.Normalize(email);
            var failures = accounts.GetValueOrDefault(key).Failures + 1;
            accounts[key] = failures < User.FailuresToLock ? (failures, null) : (0, time.GetUtcNow() + User.LockTime);
        }
    }
}
