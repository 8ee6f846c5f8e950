using CodeRunner.Core.Access;

namespace CodeRunner.Api.Access;

/// <summary>Locks accounts that don't exist as real ones are locked, so that a lock tells nobody which addresses have an account. Forgets all when it is full.</summary>
internal sealed class UnknownAccounts(TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Email, string? Place), Guesses> tried = [];

    public TimeSpan? LockedFor(string email, string place)
    {
        lock (gate)
            return Guesses.Wait(tried.GetValueOrDefault((User.Normalize(email), place)), tried.GetValueOrDefault((User.Normalize(email), null)), isKnown: false, time.GetUtcNow());
    }

    public void Failed(string email, string place)
    {
        lock (gate)
        {
            if (tried.Count >= Most)
                tried.Clear();
            Fail((User.Normalize(email), place), Guesses.OfPlace);
            Fail((User.Normalize(email), null), Guesses.OfAccount);
        }
    }

    private void Fail((string, string?) of, GuessLimit limit) => tried[of] = tried.GetValueOrDefault(of).Failed(limit, time.GetUtcNow());
}
