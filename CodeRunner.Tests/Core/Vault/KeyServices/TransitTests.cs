using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Core.Vault.KeyServices;

public sealed class TransitTests : IAsyncLifetime
{
    private const string Id = "coderunner/1";

    private static readonly byte[] DataKey = RandomNumberGenerator.GetBytes(32);

    private FakeTransit transit = null!;

    public async Task InitializeAsync() => transit = await FakeTransit.OpenAsync("coderunner");

    public async Task DisposeAsync() => await transit.DisposeAsync();

    [Fact]
    public async Task A_request_has_just_what_the_engine_takes()
    {
        var options = Options();
        options.Transit.Namespace = "team/apps";
        await options.Open().WrapAsync(Id, DataKey, default);
        var asked = transit.Requests.ShouldHaveSingleItem();
        (asked.Method, asked.Path, asked.Header("X-Vault-Token"), asked.Header("X-Vault-Namespace")).ShouldBe(("POST", "/v1/transit/encrypt/coderunner", transit.Token, "team/apps"));
        asked.Body.ShouldBe($$"""{"plaintext":"{{Plain(DataKey)}}","key_version":1}""");
    }

    [Fact]
    public async Task A_new_version_there_changes_nothing_until_the_settings_name_it()
    {
        var keys = Options().Open();
        var (wrapped, mac) = (await keys.WrapAsync(Id, DataKey, default), await keys.AuthenticateAsync(Id, "a", DataKey, default));
        transit.Rotate("coderunner");
        (await keys.UnwrapAsync(Id, await keys.WrapAsync(Id, DataKey, default), default)).ShouldBe(DataKey);
        (await Options().Open().AuthenticateAsync(Id, "a", DataKey, default)).ShouldBe(mac);
        transit.LeastDecryptionVersion = 2;
        await Should.ThrowAsync<MasterKeyException>(async () => await keys.UnwrapAsync(Id, wrapped, default));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task What_is_busy_or_ill_for_a_moment_is_asked_again(HttpStatusCode status)
    {
        var left = 2;
        transit.Instead = _ => Interlocked.Decrement(ref left) >= 0 ? FakeTransit.Errors(status, "Vault is sealed") : null;
        await Options().Open().WrapAsync(Id, DataKey, default);
        transit.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_away_is_no_secret_that_can_not_be_read_and_works_when_it_is_back()
    {
        var keys = Options().Open();
        var wrapped = await keys.WrapAsync(Id, DataKey, default);
        await transit.StopAsync();
        (await AwayAsync(keys, wrapped)).Refused.ShouldBeFalse();
        await transit.StartAsync();
        (await keys.UnwrapAsync(Id, wrapped, default)).ShouldBe(DataKey);
    }

    [Fact]
    public async Task What_is_slow_is_given_up()
    {
        var options = Options();
        (options.KeyService.TryTimeout, options.KeyService.Timeout) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));
        transit.Delay = TimeSpan.FromMinutes(10);
        await AwayAsync(options.Open(), new byte[60]);
    }

    [Fact]
    public async Task A_token_without_the_right_is_told_apart_and_tried_once()
    {
        var options = Options();
        transit.Token = "another";
        var refused = await AwayAsync(options.Open(), new byte[60]);
        refused.Refused.ShouldBeTrue();
        refused.Message.ShouldContain("HTTP 403");
        transit.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_is_sent_nowhere_else()
    {
        await using var other = await FakeTransit.OpenAsync("coderunner");
        transit.Instead = asked => new(HttpStatusCode.TemporaryRedirect, "{}", other.Address + asked.Path);
        (await AwayAsync(Options().Open(), new byte[60])).Refused.ShouldBeTrue();
        other.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.OK)]
    public async Task What_a_service_repeats_of_a_request_is_in_no_message(HttpStatusCode status)
    {
        transit.Instead = asked => new(status, $"{{\"errors\":[\"{asked.Header("X-Vault-Token")} {(string?)asked.Json["plaintext"]}\"]}}");
        Exception failed = await Should.ThrowAsync<Exception>(async () => await Options().Open().WrapAsync(Id, DataKey, default));
        (failed is KeyServiceException or MasterKeyException).ShouldBeTrue(failed.ToString());
        failed.ToString().ShouldNotContain(transit.Token);
        failed.ToString().ShouldNotContain(Plain(DataKey));
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("{}")]
    [InlineData("""{"data":{"ciphertext":"vault:v2:AAAA"}}""")]
    [InlineData("""{"data":{"ciphertext":7}}""")]
    public async Task An_answer_that_is_none_is_an_outage(string body)
    {
        transit.Instead = _ => new(HttpStatusCode.OK, body);
        await Should.ThrowAsync<KeyServiceException>(async () => await Options().Open().WrapAsync(Id, DataKey, default));
    }

    [Fact]
    public async Task An_answer_without_an_end_is_not_read_to_it()
    {
        transit.Instead = _ => new(HttpStatusCode.OK, new string(' ', 1 << 20) + "{}");
        await Should.ThrowAsync<KeyServiceException>(async () => await Options().Open().WrapAsync(Id, DataKey, default));
    }

    [Fact]
    public async Task A_token_file_is_read_again_and_refused_when_others_may_read_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            var options = Options();
            (options.Transit.Token, options.Transit.TokenFile) = ("", file);
            await File.WriteAllTextAsync(file, transit.Token + "\n");
            var keys = options.Open();
            var wrapped = await keys.WrapAsync(Id, DataKey, default);
            transit.Token = $"hvs.{Guid.NewGuid():n}";
            await File.WriteAllTextAsync(file, transit.Token);
            (await keys.UnwrapAsync(Id, wrapped, default)).ShouldBe(DataKey);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            (await AwayAsync(keys, wrapped)).Message.ShouldContain("Vault:Transit:TokenFile");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_service_starts_with_keys_that_can_be_used_and_logs_and_traces_neither_token_nor_key()
    {
        var (lines, tags) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => tags.Enqueue(string.Join(' ', activity.TagObjects)),
        };
        ActivitySource.AddActivityListener(listener);
        using var host = Build(lines);
        await host.StartAsync();
        await host.Services.GetRequiredService<IMasterKeys>().WrapAsync(Id, DataKey, default);
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
        transit.Instead = _ => FakeTransit.Errors(HttpStatusCode.ServiceUnavailable, "Vault is sealed");
        await AwayAsync(host.Services.GetRequiredService<IMasterKeys>(), new byte[60]);
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["keys"].Status.ShouldBe(HealthStatus.Degraded);
        transit.Instead = null;
        await Eventually.BeTrueAsync(
            async () => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status == HealthStatus.Healthy, "it is well again");
        await host.StopAsync();
        lines.ShouldNotBeEmpty();
        var port = new Uri(transit.Address).Port.ToString();
        tags.ShouldContain(each => each.Contains(port));
        lines.Concat(tags).ShouldAllBe(each => !each.Contains(transit.Token) && !each.Contains(Plain(DataKey)));
    }

    [Fact]
    public async Task A_key_that_is_not_there_fails_the_start_by_name_and_is_not_made()
    {
        using var host = Build([], ("Vault:Transit:Keys", "coderunner/1,codrunner/1"));
        (await Should.ThrowAsync<MasterKeyException>(() => host.StartAsync())).Message.ShouldSatisfyAllConditions(it => it.ShouldContain("Vault:Transit"), it => it.ShouldContain("codrunner/1"));
        transit.Has("codrunner").ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_that_is_refused_fails_the_start_and_a_service_that_is_away_does_not()
    {
        using (var host = Build([], ("Vault:Transit:Token", "wrong-canary")))
            (await Should.ThrowAsync<MasterKeyException>(() => host.StartAsync())).ToString().ShouldSatisfyAllConditions(it => it.ShouldContain("HTTP 403"), it => it.ShouldNotContain("wrong-canary"));
        await transit.StopAsync();
        using var away = Build([]);
        await away.StartAsync();
        await away.StopAsync();
    }

    [Theory]
    [InlineData("Vault:Transit:Address", "http://vault.example.org:8200", "https://")]
    [InlineData("Vault:Transit:Address", "https://me:pw@vault.example.org", "no user")]
    [InlineData("Vault:Transit:Address", "", "Vault:Transit:Address")]
    [InlineData("Vault:Transit:Keys", "coderunner", "Vault:Transit:Keys")]
    [InlineData("Vault:Transit:Keys", "../sys/1", "Vault:Transit:Keys")]
    [InlineData("Vault:Transit:Keys", "a/1,a/1", "twice")]
    [InlineData("Vault:Transit:Mount", "transit/../sys", "Vault:Transit:Mount")]
    [InlineData("Vault:Transit:Token", "", "Vault:Transit:Token")]
    [InlineData("Vault:Transit:TokenFile", "/x", "Set one of Vault:Transit:Token")]
    [InlineData("Vault:CurrentMasterKey", "b/1", "Vault:CurrentMasterKey")]
    [InlineData("Vault:KeyService:Timeout", "00:00:00", "Vault:KeyService:Timeout")]
    [InlineData("Vault:KeyVault:Uri", "https://a.vault.azure.net", "no second one")]
    [InlineData("Vault:MasterKeyFile", "/x", "no second one")]
    public async Task Settings_that_do_not_fit_fail_the_start_by_name(string setting, string value, string message)
    {
        using var host = Build([], (setting, value));
        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.StartAsync())).Message.ShouldContain(message);
    }

    private VaultOptions Options() => new() { Transit = { Address = transit.Address, Token = transit.Token, Keys = Id } };

    private static string Plain(byte[] key) => Convert.ToBase64String(key);

    private static Task<KeyServiceException> AwayAsync(IMasterKeys keys, byte[] wrapped) =>
        Should.ThrowAsync<KeyServiceException>(async () => await keys.UnwrapAsync(Id, wrapped, default));

    private IHost Build(ConcurrentQueue<string> lines, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        foreach (var (key, value) in ((string, string)[])[("Vault:Transit:Address", transit.Address), ("Vault:Transit:Token", transit.Token), ("Vault:Transit:Keys", Id), .. settings])
            builder.Configuration[key] = value;
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Keeper(lines));
        builder.AddVault();
        return builder.Build();
    }

    private sealed class Keeper(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
