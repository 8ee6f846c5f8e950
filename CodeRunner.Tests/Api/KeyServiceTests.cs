using System.Net;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Core.Vault.KeyServices;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

/// <summary>The Api with master keys that a key service keeps.</summary>
public sealed class KeyServiceTests
{
    private const string First = "coderunner/1";
    private const string Second = "coderunner/2";

    [Fact]
    public async Task A_rotation_goes_on_after_the_key_service_was_away_and_the_retired_key_reads_nothing()
    {
        await using var transit = await FakeTransit.OpenAsync("coderunner");
        await using var database = await TestDatabase.CreateAsync();
        await using (var before = await StartAsync(database, transit, First))
            await (await ConfigAsync(before)).PutAsync([.. Enumerable.Range(0, 20).Select(n => new { key = $"S{n}", value = $"secret number {n}", encrypted = true })]);
        transit.Rotate("coderunner");

        var failed = 0;
        transit.Instead = asked => asked.Path.Contains("decrypt") && Interlocked.Increment(ref failed) <= 12 ? FakeTransit.Errors(HttpStatusCode.ServiceUnavailable, "Vault is sealed") : null;
        await using (await StartAsync(database, transit, $"{Second},{First}"))
            await Eventually.BeTrueAsync(async () => await CountAsync(database, Second) == 20, "all are sealed anew");
        failed.ShouldBeGreaterThan(12);
        transit.LeastDecryptionVersion = 2;
        using var keys = (IDisposable)Options(transit, Second).Open();
        await using var db = database.Open();
        foreach (var value in await db.ConfigValues.ToListAsync())
        {
            using var opened = await new SecretVault((IMasterKeys)keys).OpenAsync(value.Sealed, value.Binding, default);
            opened.Reveal().ShouldBe($"secret number {value.Key[1..]}");
            await Should.ThrowAsync<SecretUnreadableException>(async () => await new SecretVault(Options(transit, First).Open()).OpenAsync(value.Sealed, value.Binding, default));
        }
    }

    [Fact]
    public async Task While_the_key_service_is_away_a_secret_is_neither_read_nor_set_and_both_work_when_it_is_back()
    {
        await using var transit = await FakeTransit.OpenAsync("coderunner");
        await using var database = await TestDatabase.CreateAsync();
        await using var api = await StartAsync(database, transit, First);
        var config = await ConfigAsync(api);
        await config.PutAsync(new { key = "TOKEN", value = "a-canary-secret", encrypted = true });

        transit.Instead = _ => FakeTransit.Errors(HttpStatusCode.ServiceUnavailable, "Vault is sealed");
        using (var away = await config.TryRevealAsync("TOKEN"))
        {
            (away.StatusCode, away.Headers.RetryAfter is null).ShouldBe((HttpStatusCode.ServiceUnavailable, false));
            (await away.Content.ReadAsStringAsync()).ShouldSatisfyAllConditions(it => it.ShouldContain("The secret TOKEN can't be decrypted now"), it => it.ShouldNotContain("127.0.0.1"));
        }
        using (var away = await config.SetAsync("OTHER", "another", encrypted: true))
            away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        transit.Instead = null;
        // For two seconds nothing is asked, when too much has failed.
        await Eventually.BeTrueAsync(
            async () =>
            {
                using var revealed = await config.TryRevealAsync("TOKEN");
                return revealed.IsSuccessStatusCode && (await revealed.Content.ReadAsStringAsync()).Contains("a-canary-secret");
            },
            "the secret is read again");
        using var set = await config.SetAsync("OTHER", "another", encrypted: true);
        set.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static VaultOptions Options(FakeTransit transit, string keys) => new() { Transit = { Address = transit.Address, Token = transit.Token, Keys = keys } };

    private static Task<ApiFactory> StartAsync(TestDatabase database, FakeTransit transit, string keys) => ApiFactory.StartAsync(database, settings: new Dictionary<string, string>
    {
        ["Vault:MasterKeys"] = "",
        ["Vault:Transit:Address"] = transit.Address,
        ["Vault:Transit:Token"] = transit.Token,
        ["Vault:Transit:Keys"] = keys,
        ["Vault:RotationInterval"] = "00:00:00.2",
    });

    private static async Task<ConfigUser> ConfigAsync(ApiFactory api)
    {
        var ada = await api.UserAsync("Ada");
        return ConfigUser.Of(ada, (await ada.ProjectAsync()).Id);
    }

    private static async Task<int> CountAsync(TestDatabase database, string id)
    {
        await using var db = database.Open();
        return await db.ConfigValues.CountAsync(value => value.MasterKeyId == id);
    }
}
