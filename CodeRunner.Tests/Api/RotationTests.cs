using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CodeRunner.Api.Configuration.Rotation;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api;

public sealed class RotationTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string first = KeyRing.Generate(DateTimeOffset.UnixEpoch);
    private readonly string second = KeyRing.Generate(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_new_master_key_takes_over_every_secret_and_the_old_one_reads_nothing_afterwards()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (project, values) = (Guid.Empty, Enumerable.Range(0, 450).ToDictionary(n => $"S{n}", n => $"secret number {n}"));
        TestUser ada;
        await using (var before = await StartAsync(database, first))
        {
            ada = await before.UserAsync("Ada");
            project = (await ada.ProjectAsync()).Id;
            await ConfigUser.Of(ada, project).PutAsync([.. values.Select(each => new { key = each.Key, value = each.Value, encrypted = true })]);
        }

        await using (var rotating = await StartAsync(database, $"{second},{first}"))
        {
            var (operators, member) = (await rotating.OperatorAsync(), await JoinAsync(rotating, project));
            var keys = await Eventually.BeAsync(
                async () => (await operators.GetAsync<MasterKeysResponse>("/api/system/master-keys"))!, seen => Sealed(seen, first) == 0, "nothing is under the old key");
            keys.Current.ShouldBe(Id(second));
            keys.Keys.Select(key => (key.Id, key.Present, key.Secrets)).ShouldBe([(Id(first), true, 0), (Id(second), true, 450)], ignoreOrder: true);
            (await ConfigUser.Of(member, project).ExportAsync()).ShouldContain("S449='secret number 449'");
            var entries = await operators.PlatformAuditAsync("action=secret.rotate&actor=coderunner");
            entries.Sum(entry => entry.Detail.GetProperty("secrets").GetInt32()).ShouldBe(450);
            entries.ShouldAllBe(entry => entry.Target == $"master key {Id(first)}" && entry.Detail.GetProperty("to").GetString() == Id(second));
        }

        await using (var after = await StartAsync(database, second))
            (await ConfigUser.Of(await JoinAsync(after, project), project).RevealAsync("S7")).ShouldBe("secret number 7");
        await using (var retired = await StartAsync(database, first))
        {
            using var refused = await ConfigUser.Of(await JoinAsync(retired, project), project).TryRevealAsync("S7");
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.Content.ReadAsStringAsync()).ShouldContain($"the master key {Id(second)} is not here");
        }
    }

    [Fact]
    public async Task Second_factors_are_taken_over_too_counted_and_read_after_the_old_key_is_gone()
    {
        await using var database = await TestDatabase.CreateAsync();
        string email, secret;
        await using (var before = await StartAsync(database, first))
        {
            using var account = await Account.RegisterAsync(before);
            await account.ProtectAsync(DateTimeOffset.UtcNow);
            (email, secret) = (account.Email, account.Secret);
        }

        await using (var rotating = await StartAsync(database, $"{second},{first}"))
        {
            var operators = await rotating.OperatorAsync();
            var keys = await Eventually.BeAsync(
                async () => (await operators.GetAsync<MasterKeysResponse>("/api/system/master-keys"))!, seen => Sealed(seen, first) == 0, "nothing is under the old key");
            Sealed(keys, second).ShouldBe(1);
            (await operators.PlatformAuditAsync("action=secret.rotate&actor=coderunner")).Sum(entry => entry.Detail.GetProperty("secrets").GetInt32()).ShouldBe(1);
        }

        await using var after = await StartAsync(database, second);
        using var http = after.Stranger();
        // The step of now has counted when it was confirmed; the one after it counts for clocks that are ahead.
        var code = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow.AddSeconds(30));
        await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, Account.FirstPassword, code)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_can_not_be_read_is_left_as_it_is_and_holds_up_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        Guid project;
        await using (var before = await StartAsync(database, first))
        {
            var ada = await before.UserAsync("Ada");
            project = (await ada.ProjectAsync()).Id;
            await ConfigUser.Of(ada, project).PutAsync(new { key = "A", value = "first-one", encrypted = true }, new { key = "B", value = "second-one", encrypted = true });
            await using var db = before.Db();
            await db.Database.ExecuteSqlAsync($"UPDATE config_values SET envelope = set_byte(envelope, 60, 255 - get_byte(envelope, 60)) WHERE key = 'A'");
        }
        await using var rotating = await StartAsync(database, $"{second},{first}");
        var operators = await rotating.OperatorAsync();
        await Eventually.BeAsync(
            async () => (await operators.GetAsync<MasterKeysResponse>("/api/system/master-keys"))!, seen => Sealed(seen, second) == 1 && Sealed(seen, first) == 1, "the other one is sealed anew");
    }

    [Fact]
    public async Task What_can_not_be_read_is_said_once_and_not_tried_again_at_each_tick()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (absent, clock, log) = (KeyRing.Generate(DateTimeOffset.UnixEpoch), new FakeTimeProvider(DateTimeOffset.UtcNow), new Lines());
        await SetAsync(database, absent, "LOST", "of a key that is gone");
        var project = await SetAsync(database, first, "BROKEN", "changed in the database");
        await using (var db = database.Open())
            await db.Database.ExecuteSqlAsync($"UPDATE config_values SET envelope = set_byte(envelope, 60, 255 - get_byte(envelope, 60)) WHERE key = 'BROKEN'");

        // Its own loop does nothing: this one is driven by hand.
        await using var api = await StartAsync(database, $"{second},{first}", "1.00:00:00");
        using var loop = new RotationLoop(
            api.Services.GetRequiredService<IServiceScopeFactory>(), api.Services.GetRequiredService<IMasterKeys>(), Options.Create(new RotationOptions { RotationInterval = Interval }), clock, log);
        await loop.StartAsync(default);
        async Task TickUntilAsync(string line) => await Eventually.BeTrueAsync(
            () =>
            {
                clock.Advance(Interval);
                return Task.FromResult(log.All.Contains(line));
            },
            line);
        await TickUntilAsync($"1 secrets can't be read under master key {Id(first)}, and were not sealed anew: what is stored of them was changed.");
        await TickUntilAsync($"1 secrets are sealed under master key {Id(absent)}, which is not here.");
        for (var n = 1; n <= 3; n++)
        {
            await using (var old = await StartAsync(database, first, "1.00:00:00"))
                await ConfigUser.Of(await JoinAsync(old, project), project).SetAsync($"NEW{n}", $"secret number {n}", encrypted: true).ShouldBeAsync(HttpStatusCode.NoContent);
            await Eventually.BeTrueAsync(
                () =>
                {
                    clock.Advance(Interval);
                    return Task.FromResult(log.All.Count(line => line.StartsWith("1 secrets were sealed anew")) == n);
                },
                $"what is new is sealed anew, {n}");
        }
        await loop.StopAsync(default);
        log.All.Count.ShouldBe(5, string.Join('\n', log.All));
    }

    /// <summary>Sets a secret under the key in a project of its own.</summary>
    private static async Task<Guid> SetAsync(TestDatabase database, string key, string name, string value)
    {
        await using var api = await StartAsync(database, key, "1.00:00:00");
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        await ConfigUser.Of(ada, project).PutAsync(new { key = name, value, encrypted = true });
        return project;
    }

    private static string Id(string key) => key.Split(':')[0];

    private static long Sealed(MasterKeysResponse seen, string key) => seen.Keys.Single(each => each.Id == Id(key)).Secrets;

    private static Task<ApiFactory> StartAsync(TestDatabase database, string keys, string interval = "00:00:00.2") => ApiFactory.StartAsync(
        database, settings: new Dictionary<string, string> { ["Vault:MasterKeys"] = keys, ["Vault:RotationInterval"] = interval });

    /// <summary>Another owner of the project, at this Api.</summary>
    private static async Task<TestUser> JoinAsync(ApiFactory api, Guid project)
    {
        var user = await api.UserAsync("Bob");
        await using var db = api.Db();
        db.Members.Add(new(project, user.Id, Contracts.Projects.ProjectRole.Owner, [], DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
        return user;
    }

    private sealed class Lines : ILogger<RotationLoop>
    {
        public ConcurrentQueue<string> All { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception));
    }
}
