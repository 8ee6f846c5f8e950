using System.Collections.Concurrent;
using System.Diagnostics;
using CodeRunner.Core.Vault;
using Npgsql;

namespace CodeRunner.Benchmarks.Configuration;

/// <summary>Random secrets read at an even pace, each as the database holds it at that moment; what did not give what was sealed is counted.</summary>
internal sealed class SecretReads : IDisposable
{
    public const int PerSecond = 500;
    private const int MostAtOnce = 16;

    private readonly StoredSecrets secrets;
    private readonly SecretVault vault;
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<double> opens = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Task reading;
    private int read;
    private int failed;

    public SecretReads(StoredSecrets secrets, SecretVault vault)
    {
        (this.secrets, this.vault) = (secrets, vault);
        reading = Task.Run(() => Parallel.ForEachAsync(PaceAsync(), new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, async (id, _) => await ReadAsync(id)));
    }

    public int Read => read;

    public int Failed => failed;

    public double Rate => read / watch.Elapsed.TotalSeconds;

    /// <summary>How long the vault took for each, in microseconds, without the database.</summary>
    public IEnumerable<double> Opens => opens;

    public async Task EndAsync()
    {
        await end.CancelAsync();
        await reading;
        watch.Stop();
    }

    public void Dispose()
    {
        end.Cancel();
        end.Dispose();
    }

    /// <summary>The id of a secret whenever one is due; one that is late does not make the next ones late.</summary>
    private async IAsyncEnumerable<Guid> PaceAsync()
    {
        for (var number = 0L; !end.IsCancellationRequested; number++)
        {
            var wait = (number * 1000.0 / PerSecond) - watch.Elapsed.TotalMilliseconds;
            if (wait > 0)
                await Task.Delay((int)Math.Ceiling(wait));
            yield return secrets.Ids[Random.Shared.Next(secrets.Ids.Count)];
        }
    }

    private async Task ReadAsync(Guid id)
    {
        Interlocked.Increment(ref read);
        try
        {
            var value = await secrets.ReadAsync(id, CancellationToken.None);
            var began = Stopwatch.GetTimestamp();
            var right = await StoredSecrets.IsOpenedByAsync(vault, value, CancellationToken.None);
            opens.Enqueue(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
            if (!right)
                Interlocked.Increment(ref failed);
        }
        catch (Exception exception) when (exception is SecretUnreadableException or NpgsqlException or InvalidOperationException)
        {
            Interlocked.Increment(ref failed);
        }
    }
}
