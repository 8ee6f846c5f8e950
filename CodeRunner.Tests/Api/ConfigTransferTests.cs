using System.Net;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Tests.Api.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

/// <summary>A configuration as text: what is taken in, what is given out, and that a way there and back changes nothing.</summary>
public sealed class ConfigTransferTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task An_import_says_first_what_it_would_change()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        await config.PutAsync(new { key = "A", value = "1" }, new { key = "B", value = "2" }, new { key = "TOKEN", value = "first-one", encrypted = true });
        const string Text = "A=1\nB=3\nC='4'\nTOKEN=second-one\nAPI_KEY=third-one";

        var dry = await config.ImportAsync(Text, "dryRun=true");
        (dry.Added, dry.Changed, dry.Removed).ShouldSatisfyAllConditions(
            () => dry.Added.ShouldBe(["API_KEY", "C"]), () => dry.Changed.ShouldBe(["B", "TOKEN"]), () => dry.Removed.ShouldBeEmpty());
        dry.Items.Single(item => item.Key == "B").ShouldBe(new ConfigDiffItem("B", ConfigDiffKind.Changed, false, "2", "3"));
        dry.Items.Single(item => item.Key == "TOKEN").ShouldBe(new ConfigDiffItem("TOKEN", ConfigDiffKind.Changed, true, null, null));
        (await config.GetAsync()).Version.ShouldBe(1);

        await config.ImportAsync(Text);
        var now = await config.GetAsync();
        now.Secrets.Select(secret => secret.Key).ShouldBe(["API_KEY", "TOKEN"]);
        now.Variables.Select(variable => variable.Value).ShouldBe(["1", "3", "4"]);
        (await config.RevealAsync("TOKEN")).ShouldBe("second-one");
        (await config.ImportAsync("A=1", "replace=true")).Removed.ShouldBe(["API_KEY", "B", "C", "TOKEN"]);
    }

    [Theory]
    [InlineData("A=1\nnonsense", "body", "Line 2")]
    [InlineData("A=1\n2B=1", "body", "line 2 is no name")]
    [InlineData("PORT=80", "PORT", "platform")]
    public async Task What_can_not_be_imported_is_named_and_nothing_of_it_is_taken(string text, string field, string message)
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        using var refused = await config.TryImportAsync(text);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(message);
        await config.TryImportAsync(text).ShouldNameAsync(field);
        (await config.GetAsync()).Version.ShouldBe(0);
    }

    [Theory]
    [InlineData("a-canary=TOKEN", "text/plain")]
    [InlineData("TOKEN=-----BEGIN KEY-----\n9canary==", "text/plain")]
    [InlineData("""{"a canary":"TOKEN"}""", "application/json")]
    [InlineData("""{"variables":[{"key":"a canary","value":"TOKEN","encrypted":true}]}""", "application/json")]
    [InlineData("""{"variables":[{"key":"TOKEN","a canary":]}""", "application/json")]
    public async Task Whoever_puts_a_secret_where_its_name_should_stand_does_not_read_it_again_in_the_error(string text, string type)
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        using var imported = await config.TryImportAsync(text, type: type);
        using var put = await config.SendAsync(HttpMethod.Put, "", new StringContent(text, System.Text.Encoding.UTF8, "application/json"), null);

        (imported.StatusCode, put.StatusCode).ShouldBe((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest));
        (await imported.Content.ReadAsStringAsync() + await put.Content.ReadAsStringAsync()).ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_guess_of_a_secret_is_never_told_to_be_right()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        await config.PutAsync(new { key = "TOKEN", value = "first-one", encrypted = true });
        (await config.ImportAsync("TOKEN=first-one", "dryRun=true")).ShouldBeEquivalentTo(await config.ImportAsync("TOKEN=a-wrong-guess", "dryRun=true"));
    }

    [Theory]
    [InlineData("dotenv")]
    [InlineData("json")]
    [InlineData("full")]
    public async Task An_export_imported_elsewhere_has_the_same_values_byte_for_byte(string format)
    {
        var (ada, project) = await api.OwnerAsync();
        var (from, to) = (ConfigUser.Of(ada, project), ConfigUser.Of(ada, project, "development"));
        string[] odd = ["", " ", "it's", "\"q\"", "a\nb\r\nc\r", "\\n\\", "$${A} $ ${", "#x", " # y", "é🔑\u2028", "`b`", "\t", "x=y", "export X"];
        await from.PutAsync(
        [
            new { key = "A", value = "a" }, new { key = "REF", value = "${A}'\n${A}" },
            .. odd.Select((value, n) => new { key = $"V{n}", value }), .. odd.Select((value, n) => new { key = $"S{n}_SECRET", value, encrypted = true }),
        ]);
        using var imported = await to.TryImportAsync(await from.ExportAsync(format), type: format == "dotenv" ? "text/plain" : "application/json");
        imported.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await to.GetAsync()).Variables.ShouldBe((await from.GetAsync()).Variables);
        for (var n = 0; n < odd.Length; n++)
            (await to.RevealAsync($"S{n}_SECRET")).ShouldBe(odd[n]);
    }

    /// <summary>Whatever the names say, and whatever the values and descriptions are made of.</summary>
    [Fact]
    public async Task An_environment_exported_and_imported_into_another_has_the_same_values_and_the_same_secrets()
    {
        var (ada, project) = await api.OwnerAsync();
        var (from, to) = (ConfigUser.Of(ada, project), ConfigUser.Of(ada, project, "development"));
        string[] names = ["REDIS_URL", "STRIPE_SK", "SMTP_PWD", "X", "DB_PASSWORD", "PUBLIC_KEY", "TOKEN_TTL", "variables", "lower_case"];
        foreach (var round in Gen.Sample(Variables(names), 30, 20))
        {
            await from.PutAsync(); // a secret stays one, and this round may have it readable
            await to.PutAsync();
            await from.PutAsync([.. round]);
            var format = round.Count % 2 == 0 ? "dotenv" : "full";
            var exported = await from.ExportAsync(format);

            using var imported = await to.TryImportAsync(exported, type: format == "dotenv" ? "text/plain" : "application/json");

            imported.StatusCode.ShouldBe(HttpStatusCode.OK, exported);
            var now = await to.GetAsync();
            now.Variables.Select(each => (each.Key, each.Value)).ShouldBe((await from.GetAsync()).Variables.Select(each => (each.Key, each.Value)), exported);
            now.Secrets.Select(each => each.Key).ShouldBe(round.Where(each => each.Encrypted).Select(each => each.Key!).Order(StringComparer.Ordinal), exported);
            foreach (var secret in round.Where(each => each.Encrypted))
                (await to.RevealAsync(secret.Key!)).ShouldBe(secret.Value, exported);
        }
    }

    [Fact]
    public async Task Secrets_are_exported_by_no_GET()
    {
        var (ada, project) = await api.OwnerAsync();
        var config = ConfigUser.Of(ada, project);
        await config.PutAsync(new { key = "A", value = "1" }, new { key = "TOKEN", value = "a-canary-secret", encrypted = true });
        var path = $"/api/projects/{project}/environments/staging/config/export";

        (await ada.Http.GetStringAsync(path)).ShouldSatisfyAllConditions(text => text.ShouldContain("A=1"), text => text.ShouldNotContain("canary"));
        (await ada.Http.GetStringAsync($"{path}?secrets=false&format=full")).ShouldNotContain("canary");
        var problem = await ada.Http.GetAsync($"{path}?secrets=true").ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        problem["errors"]!["secrets"]![0]!.GetValue<string>().ShouldContain("POST");
        (await config.ExportAsync()).ShouldContain("a-canary-secret");
        (await config.ExportAsync(secrets: false)).ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("dotenv")]
    [InlineData("full")]
    public async Task An_export_without_secrets_takes_none_away_when_it_comes_back(string format)
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        await config.PutAsync(
            new { key = "A", value = "1" }, new { key = "REDIS_URL", value = "a-canary-secret", encrypted = true, description = "@sensitive=false" }, new { key = "Z", value = "2" });
        var text = await config.ExportAsync(format, secrets: false);
        text.ShouldNotContain("canary");

        using var imported = await config.TryImportAsync(text.Replace('1', '3'), type: format == "dotenv" ? "text/plain" : "application/json");

        imported.StatusCode.ShouldBe(HttpStatusCode.OK);
        var now = await config.GetAsync();
        now.Variables.Select(each => (each.Key, each.Value)).ShouldBe([("A", "3"), ("Z", "2")]);
        (await config.RevealAsync("REDIS_URL")).ShouldBe("a-canary-secret");
    }

    [Fact]
    public async Task An_import_takes_for_a_secret_what_the_caller_names_or_the_text_marks_or_else_what_sounds_like_one()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        const string Text = "# @sensitive\nREDIS_URL=redis://p@ss\nDB_PASSWORD=geheim\n# @sensitive=false\nTOKEN_TTL=60\nA=1";
        async Task<IEnumerable<string>> SecretsOfAsync(string query, string text = Text) =>
            (await config.ImportAsync(text, $"dryRun=true{query}")).Items.Where(item => item.Encrypted).Select(item => item.Key);

        (await SecretsOfAsync("")).ShouldBe(["DB_PASSWORD", "REDIS_URL"]);
        (await SecretsOfAsync("&secrets=A,TOKEN_TTL")).ShouldBe(["A", "TOKEN_TTL"]);
        (await SecretsOfAsync("&secrets=")).ShouldBeEmpty();
        (await SecretsOfAsync("", "# @defaultSensitive=false\n" + Text)).ShouldBe(["REDIS_URL"]);
        (await SecretsOfAsync("", "# @defaultSensitive\n" + Text)).ShouldBe(["A", "DB_PASSWORD", "REDIS_URL"]);
    }

    [Fact]
    public async Task Hundreds_of_secrets_are_named_beside_the_text()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        string[] keys = [.. Enumerable.Range(0, 400).Select(number => $"{new string('A', 100)}_{number}")];
        var body = JsonSerializer.Serialize(new ImportDotEnvRequest(string.Join('\n', keys.Append("SECRET_WORD").Select(key => $"{key}=a canary of '{key}'")), keys), Wire.Json);

        (await config.ImportJsonAsync(body, "dryRun=true")).Items.Count(item => item.Encrypted).ShouldBe(400);
        await config.ImportJsonAsync(body);

        var now = await config.GetAsync();
        now.Secrets.Select(secret => secret.Key).ShouldBe(keys, ignoreOrder: true);
        now.Variables.ShouldHaveSingleItem().Key.ShouldBe("SECRET_WORD");
        (await config.RevealAsync(keys[399])).ShouldBe($"a canary of '{keys[399]}'");
        // A key of this name is still a key.
        await config.ImportJsonAsync("""{"dotenv":"A=1","secrets":"B"}""", "replace=true");
        (await config.GetAsync()).Variables.Single().Key.ShouldBe("dotenv");
    }

    [Theory]
    [InlineData("""["A"]""")]
    [InlineData("null")]
    [InlineData("""{"A":1}""")]
    [InlineData("""{"A":null}""")]
    [InlineData("""{"A":"\ud800"}""")]
    [InlineData("""{"\ud800":"A"}""")]
    [InlineData("""{"variables":[1]}""")]
    [InlineData("""{"variables":[null]}""")]
    [InlineData("""{"secrets":[]}""")]
    [InlineData("""{"dotenv":1,"secrets":[]}""")]
    [InlineData("""{"dotenv":"A=1","secrets":[null]}""")]
    [InlineData("""{"dotenv":"A=1","secrets":[1]}""")]
    [InlineData("""{"dotenv":"A=1","secrets":["\ud800"]}""")]
    [InlineData("""{"dotenv":"A=1","secrets":[],"B":"2"}""")]
    [InlineData("""{"variables":[{"key":"A","value":"1"},{"key":"A","value":"2"}]}""")]
    public async Task JSON_that_is_no_configuration_is_refused(string json)
    {
        var (_, config) = await ConfigUser.StartAsync(api);
        await config.TryImportAsync(json, type: "application/json").ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        (await config.GetAsync()).Version.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_imported_leaves_no_trace_for_an_idempotency_key()
    {
        var (ada, config) = await ConfigUser.StartAsync(api);
        ada.Http.DefaultRequestHeaders.Add("Idempotency-Key", "import-it");
        // Large enough to be buffered on disk otherwise.
        await config.ImportAsync($"TOKEN=a-canary-secret\nLARGE_SECRET={new string('x', 65_000)}\nA={new string('y', 10_000)}");
        await config.ImportAsync("TOKEN=another-secret");
        (await config.RevealAsync("TOKEN")).ShouldBe("another-secret");
        await using var db = api.Db();
        (await db.IdempotentAnswers.CountAsync(answer => answer.UserId == ada.Id)).ShouldBe(0);
    }

    private static Gen<List<ConfigInput>> Variables(string[] names)
    {
        var odd = Gen.Elements(
            "'", "\"", "`", "\\", "\n", "\r", "\r\n", "\t", " ", "#", "$", "$$", "{", "}", "$${X}", "\\n", "=", "1a", "é", "🔑", "\u2028", "\u0001", "export ", "\n# @sensitive\n", "@sensitive=false")
            .ListOf().Select(parts => string.Concat(parts));
        var one = from name in Gen.Elements(names)
                  from value in odd
                  from encrypted in Gen.Elements(true, false)
                  from description in Gen.OneOf(Gen.Constant<string?>(null), Gen.Constant<string?>("@sensitive"), odd.Select(text => (string?)text[..Math.Min(500, text.Length)]))
                  select new ConfigInput(name, value, encrypted, description);
        return one.ListOf().Select(all => all.DistinctBy(each => each.Key).ToList());
    }
}
