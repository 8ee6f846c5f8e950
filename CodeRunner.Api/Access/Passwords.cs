using CodeRunner.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace CodeRunner.Api.Access;

/// <summary>
/// Hashes and checks passwords; an account that does not exist takes as long as one that does. Each takes much of a core and of memory on purpose: as many at once as there are cores, the
/// others wait their turn and hold nothing meanwhile.
/// </summary>
internal sealed class Passwords(IPasswordHasher<User> hasher) : IDisposable
{
    public const int LeastLength = 10;
    public const int MostLength = 128;

    // The hasher looks only at the password; Identity's interface wants a user nonetheless.
    private static readonly User Nobody = new("", "", "", isOperator: false, DateTimeOffset.UnixEpoch);

    private readonly SemaphoreSlim turns = new(Environment.ProcessorCount);
    private readonly Lazy<string> decoy = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) => InTurnAsync(() => hasher.HashPassword(Nobody, password), cancellationToken);

    /// <summary>Whether the password is right; and its hash as they are made today, where it was right and the kept one is weaker.</summary>
    public Task<(bool Right, string? Rehashed)> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) => InTurnAsync(
        () =>
        {
            var verdict = hasher.VerifyHashedPassword(Nobody, hash ?? decoy.Value, password);
            return (hash is not null && verdict != PasswordVerificationResult.Failed,
                hash is not null && verdict == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(Nobody, password) : null);
        },
        cancellationToken);

    public void Dispose() => turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await YieldingThread.RunAsync(work);
        }
        finally
        {
            turns.Release();
        }
    }
}
