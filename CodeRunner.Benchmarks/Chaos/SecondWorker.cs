namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Another Worker on the platform's machine.</summary>
internal static class SecondWorker
{
    public static async Task<Victim> StartAsync(Platform platform, CancellationToken cancellationToken) => Victim.Start(
        "CodeRunner.Worker", new Dictionary<string, string>(await platform.WorkerSettingsAsync(cancellationToken)) { ["Leases__Calm"] = "00:00:01" });
}
