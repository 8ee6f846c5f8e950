using System.Diagnostics;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class KilledRotationTests
{
    private const int Secrets = 450;

    private readonly string first = KeyRing.Generate(DateTimeOffset.UnixEpoch);
    private readonly string second = KeyRing.Generate(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_rotation_that_is_killed_in_the_middle_of_a_batch_is_ended_by_another_Api_while_every_secret_is_read()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var reading = await StartAsync(database, $"{first},{second}", "1.00:00:00");
        var ada = await reading.UserAsync("Ada");
        var config = ConfigUser.Of(ada, (await ada.ProjectAsync()).Id);
        await config.PutAsync([.. Enumerable.Range(0, Secrets).Select(n => new { key = $"S{n}", value = $"secret number {n}", encrypted = true })]);
        var before = await config.ExportAsync();
        before.ShouldContain($"secret number {Secrets - 1}");
        using var end = new CancellationTokenSource();
        var reads = ReadAsync(config, end.Token);

        await KillInTheMiddleAsync(database);
        var left = await CountAsync(database, first);
        left.ShouldBeInRange(1, Secrets - 1, "a part was sealed anew and stays so");
        (await CountAsync(database, second)).ShouldBe(Secrets - left);
        await using (await StartAsync(database, $"{second},{first}", "00:00:00.1"))
            await Eventually.BeTrueAsync(async () => await CountAsync(database, second) == Secrets, "the other Api seals the rest anew");

        await end.CancelAsync();
        var read = await reads;
        read.Count.ShouldBeGreaterThan(1);
        read.ShouldAllBe(each => each == before);
        await IsReadByTheNewKeyAloneAsync(database);
    }

    /// <summary>All secrets, again and again; an answer other than 200 fails the test.</summary>
    private static async Task<List<string>> ReadAsync(ConfigUser config, CancellationToken end)
    {
        var read = new List<string>();
        while (!end.IsCancellationRequested)
            read.Add(await config.ExportAsync());
        return read;
    }

    /// <summary>A lock on one of the second batch's secrets holds the rotation up just there, until the Api is killed.</summary>
    private async Task KillInTheMiddleAsync(TestDatabase database)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"SELECT FROM config_values WHERE id = (SELECT id FROM config_values ORDER BY id OFFSET 300 LIMIT 1) FOR UPDATE");
        using var api = await StartProcessAsync(database);
        try
        {
            await Eventually.BeTrueAsync(() => IsHeldUpAsync(database, api), "the rotation waits for the lock");
        }
        finally
        {
            api.Kill();
            await api.WaitForExitAsync();
        }
    }

    private static async Task<bool> IsHeldUpAsync(TestDatabase database, Process api)
    {
        api.HasExited.ShouldBeFalse("it was not killed yet");
        await using var db = database.Open();
        return await db.Database.SqlQuery<bool>(
            $"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE config_values SET%') AS \"Value\"")
            .SingleAsync();
    }

    private static async Task<int> CountAsync(TestDatabase database, string key)
    {
        await using var db = database.Open();
        var id = Id(key);
        return await db.ConfigValues.CountAsync(value => value.MasterKeyId == id);
    }

    private async Task IsReadByTheNewKeyAloneAsync(TestDatabase database)
    {
        using var keys = KeyRing.Parse(second);
        var vault = new SecretVault(keys);
        await using var db = database.Open();
        foreach (var value in await db.ConfigValues.ToListAsync())
        {
            using var opened = await vault.OpenAsync(value.Sealed, value.Binding, default);
            opened.Reveal().ShouldBe($"secret number {value.Key[1..]}");
        }
    }

    private static string Id(string key) => key.Split(':')[0];

    private static Task<ApiFactory> StartAsync(TestDatabase database, string keys, string interval) => ApiFactory.StartAsync(
        database, settings: new Dictionary<string, string> { ["Vault:MasterKeys"] = keys, ["Vault:RotationInterval"] = interval });

    /// <summary>An Api that can be killed, with the new key before the old one.</summary>
    private async Task<Process> StartProcessAsync(TestDatabase database)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "CodeRunner.Api")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["urls"] = $"http://127.0.0.1:{FreePort.Next()}";
        start.Environment["ConnectionStrings__db"] = database.ConnectionString;
        start.Environment["ConnectionStrings__redis"] = await TestServers.RedisAsync();
        start.Environment["Access__SigningKey"] = TokenForge.Key;
        start.Environment["Vault__MasterKeys"] = $"{second},{first}";
        start.Environment["Vault__RotationInterval"] = "00:00:00.1";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
