using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CodeRunner.Benchmarks.Chaos;
using CodeRunner.Core.Vault;

namespace CodeRunner.Benchmarks.Configuration;

/// <summary>
/// A new master key takes over 100,000 secrets, while the Api that seals them anew is killed with SIGKILL again and again and random ones are read: every read gives what
/// was sealed, and in the end the new key alone opens each of them. CODERUNNER_BENCH_SECRETS says how many there are.
/// </summary>
internal sealed class SecretsBenchmark : IBenchmark
{
    private const int Kills = 10;
    private const int Compared = 2000;
    private const double MostMicroseconds = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly int count = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_BENCH_SECRETS"), CultureInfo.InvariantCulture, out var given) ? given : 100_000;
    private readonly string old = KeyRing.Generate(DateTimeOffset.UtcNow);
    private readonly string promoted = KeyRing.Generate(DateTimeOffset.UtcNow);

    public string Name => "secrets";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        // Neither reads the measured secrets, for they don't have the keys: the machine is for those who do.
        await platform.StopAsync(["web", "api", "worker"]);
        using KeyRing before = KeyRing.Parse(old), both = KeyRing.Parse($"{promoted},{old}"), after = KeyRing.Parse(promoted);
        var secrets = await StoredSecrets.SealAsync(await platform.DatabaseAsync(cancellationToken), platform.Project, count, new SecretVault(before), cancellationToken);

        using var reads = new SecretReads(secrets, new SecretVault(both));
        var watch = Stopwatch.StartNew();
        var (kills, rate) = await RotateAsync(secrets, await ApiSettingsAsync(platform, cancellationToken), after.CurrentId, cancellationToken);
        var all = watch.Elapsed;
        await reads.EndAsync();

        report.AddAtLeast("secrets.kills", kills, "kills", Kills);
        report.Add("secrets.rotated", rate, "secrets/s");
        report.Add("secrets.rotation", all.TotalSeconds, "s");
        report.Add("secrets.left-with-the-old-key", await secrets.CountUnderAsync(before.CurrentId, cancellationToken), "secrets", 0);
        report.Add("secrets.lost", await LostAsync(secrets, new SecretVault(after), cancellationToken), "secrets", 0);
        report.Add("secrets.reads", reads.Read, "reads");
        report.AddAtLeast("secrets.reads-per-second", reads.Rate, "reads/s", SecretReads.PerSecond * 0.98);
        report.Add("secrets.reads-failed", reads.Failed, "reads", 0);
        report.Add("secrets.decrypt.median", Samples.Median(reads.Opens), "us");
        report.Add("secrets.decrypt.p99", Samples.Percentile(reads.Opens, 0.99), "us", MostMicroseconds);
        await OpenCost.MeasureAsync(report, await secrets.ReadAsync(Compared, cancellationToken), after, cancellationToken);
    }

    /// <summary>How many kills there were, and how many secrets a second were sealed anew while an Api was at it.</summary>
    private static async Task<(int Kills, double Rate)> RotateAsync(
        StoredSecrets secrets, IReadOnlyDictionary<string, string> settings, string promoted, CancellationToken cancellationToken)
    {
        var (done, kills, rotated, elapsed) = (0, 0, 0, TimeSpan.Zero);
        while (true)
        {
            using var api = Victim.Start("CodeRunner.Api", settings);
            var last = Math.Min(secrets.Ids.Count - 1, Math.Max(done, (kills + 1) * secrets.Ids.Count / (Kills + 1)));
            await UntilAsync(secrets, done, promoted, cancellationToken);
            var began = Stopwatch.GetTimestamp();
            await UntilAsync(secrets, last, promoted, cancellationToken);
            (rotated, elapsed) = (rotated + last - done, elapsed + Stopwatch.GetElapsedTime(began));
            if (last == secrets.Ids.Count - 1)
                return (kills, rotated / elapsed.TotalSeconds);
            await api.KillAsync();
            kills++;
            done = Math.Min(secrets.Ids.Count - 1, await secrets.CountUnderAsync(promoted, cancellationToken));
        }
    }

    /// <summary>Until this one is sealed anew, and with it all that come before it.</summary>
    private static Task UntilAsync(StoredSecrets secrets, int number, string promoted, CancellationToken cancellationToken) => Wait.UntilAsync(
        async () => (await secrets.ReadAsync(secrets.Ids[number], cancellationToken)).MasterKeyId == promoted, $"secret {number} is sealed anew", Patience, cancellationToken);

    private static async Task<int> LostAsync(StoredSecrets secrets, SecretVault vault, CancellationToken cancellationToken)
    {
        var lost = secrets.Ids.Count;
        foreach (var value in await secrets.ReadAsync(secrets.Ids.Count, cancellationToken))
        {
            try
            {
                lost -= await StoredSecrets.IsOpenedByAsync(vault, value, cancellationToken) ? 1 : 0;
            }
            catch (SecretUnreadableException)
            {
                // It stays counted as lost.
            }
        }
        return lost;
    }

    private async Task<IReadOnlyDictionary<string, string>> ApiSettingsAsync(Platform platform, CancellationToken cancellationToken) =>
        new Dictionary<string, string>(await platform.ServiceSettingsAsync(cancellationToken))
        {
            ["Access__SigningKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)),
            ["Vault__MasterKeys"] = $"{promoted},{old}",
            ["Vault__RotationInterval"] = "00:00:00.1",
        };
}
