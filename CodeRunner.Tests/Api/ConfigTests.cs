using System.Net;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Tests.Api.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class ConfigTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_new_environment_has_an_empty_configuration_at_version_0()
    {
        var (ada, config) = await StartAsync();
        var empty = await config.GetAsync();
        (empty.Version, empty.Variables.Count, empty.Secrets.Count, empty.UpdatedAt).ShouldBe((0, 0, 0, null));
        empty.May.ShouldBe(new ConfigRights(See: true, Write: true, Reveal: true, Apply: true));
    }

    [Fact]
    public async Task What_is_put_is_what_is_there_and_a_secret_is_never_shown_unasked()
    {
        var (_, config) = await StartAsync();
        var put = await config.PutAsync(new { key = "LOG_LEVEL", value = "info" }, new { key = "TOKEN", value = "a-canary-secret", encrypted = true, description = "Of the shop" });
        put.Version.ShouldBe(1);
        var (got, text) = (await config.GetAsync(), await (await config.SendAsync(HttpMethod.Get, "", null, null)).Content.ReadAsStringAsync());
        got.Variables.ShouldBe([new ConfigVariable("LOG_LEVEL", "info", null)]);
        got.Secrets.ShouldBe([new ConfigSecret("TOKEN", "Of the shop", Masked: true)]);
        text.ShouldNotContain("canary");
        (await config.RevealAsync("TOKEN")).ShouldBe("a-canary-secret");
    }

    [Fact]
    public async Task A_secret_without_a_value_keeps_its_own_and_one_without_any_is_refused()
    {
        var (_, config) = await StartAsync();
        await config.PutAsync(new { key = "TOKEN", value = "first-one", encrypted = true });
        await config.PutAsync(new { key = "TOKEN", encrypted = true }, new { key = "A", value = "1" });
        (await config.RevealAsync("TOKEN")).ShouldBe("first-one");

        await config.TryPutAsync(new { key = "OTHER", encrypted = true }).ShouldNameAsync("variables[0].value");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("second-one")]
    public async Task A_secret_does_not_become_readable_in_place_with_or_without_a_new_value(string? value)
    {
        var (_, config) = await StartAsync();
        await config.PutAsync(new { key = "A", value = "1" }, new { key = "TOKEN", value = "first-one", encrypted = true });
        await config.TryPutAsync(new { key = "A", value = "1" }, new { key = "TOKEN", value }).ShouldNameAsync("variables[1].encrypted");
        await config.SetAsync("TOKEN", value, encrypted: false).ShouldNameAsync("encrypted");
        await config.TryImportAsync($"# @sensitive=false\nTOKEN={value}").ShouldNameAsync("TOKEN");
        await config.TryImportAsync($"# @sensitive=false\nTOKEN={value}", "replace=true").ShouldNameAsync("TOKEN");
        (await config.RevealAsync("TOKEN")).ShouldBe("first-one");

        await config.DeleteAsync("TOKEN").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.SetAsync("TOKEN", "readable").ShouldBeAsync(HttpStatusCode.NoContent);
        (await config.GetAsync()).Secrets.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_version_in_which_a_secret_was_still_readable_can_be_brought_back()
    {
        var (_, config) = await StartAsync();
        await config.PutAsync(new { key = "TOKEN", value = "readable" });
        await config.PutAsync(new { key = "TOKEN", value = "a-canary-secret", encrypted = true });
        (await config.RollBackAsync(1)).Variables.ShouldBe([new ConfigVariable("TOKEN", "readable", null)]);
        (await config.RollBackAsync(2)).Variables.ShouldBeEmpty();
        (await config.RevealAsync("TOKEN")).ShouldBe("a-canary-secret");
    }

    [Fact]
    public async Task One_variable_is_set_and_taken_out_by_itself()
    {
        var (_, config) = await StartAsync();
        await config.SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.SetAsync("B", "2").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.SetAsync("A", "3").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.DeleteAsync("B").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.DeleteAsync("B").ShouldBeAsync(HttpStatusCode.NotFound);
        var now = await config.GetAsync();
        now.Version.ShouldBe(4);
        now.Variables.ShouldBe([new ConfigVariable("A", "3", null)]);
    }

    [Fact]
    public async Task What_changes_nothing_makes_no_version()
    {
        var (_, config) = await StartAsync();
        await config.SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        (await config.PutAsync(new { key = "A", value = "1" })).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_seen_an_older_version_is_refused()
    {
        var (_, config) = await StartAsync();
        using var first = await config.SetAsync("A", "1");
        first.Headers.ETag!.Tag.ShouldBe("\"1\"");
        await config.SetAsync("A", "2", ifMatch: "\"0\"").ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed);
        await config.DeleteAsync("A", ifMatch: "W/\"1\"").ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed);
        await config.SetAsync("A", "2", ifMatch: "\"1\"").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.SetAsync("A", "3", ifMatch: "*").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Of_two_who_have_seen_the_same_version_one_wins()
    {
        var (_, config) = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => config.SetAsync($"A{n}", "1", ifMatch: "\"0\"")));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(7);
        (await config.GetAsync()).Variables.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("1A", "variables[0].key")]
    [InlineData("A-B", "variables[0].key")]
    [InlineData("", "variables[0].key")]
    [InlineData("A\n", "variables[0].key")]
    [InlineData("PORT", "variables[0].key")]
    [InlineData("CODERUNNER_RUN", "variables[0].key")]
    public async Task A_key_that_is_none_is_refused_with_the_field_named(string key, string field)
    {
        var (_, config) = await StartAsync();
        await config.TryPutAsync(new { key, value = "1" }).ShouldNameAsync(field);
    }

    [Fact]
    public async Task Sizes_are_bounded_with_the_field_named()
    {
        var (_, config) = await StartAsync();
        await config.TryPutAsync(new { key = new string('A', 129), value = "1" }).ShouldNameAsync("variables[0].key");
        await config.TryPutAsync(new { key = "A", value = new string('x', 65_537) }).ShouldNameAsync("variables[0].value");
        await config.TryPutAsync(new { key = "A", value = "a\0b" }).ShouldNameAsync("variables[0].value");
        await config.TryPutAsync(new { key = "A", value = "1" }, new { key = "A", value = "2" }).ShouldNameAsync("variables[1].key");
        await config.TryPutAsync([.. Enumerable.Range(0, 501).Select(n => new { key = $"A{n}", value = "1" })]).ShouldNameAsync("variables");
        await config.TryPutAsync([.. Enumerable.Range(0, 9).Select(n => new { key = $"A{n}", value = new string('x', 60_000) })]).ShouldNameAsync("variables");
    }

    [Fact]
    public async Task References_that_lead_nowhere_or_in_a_circle_are_refused()
    {
        var (ada, project) = await ProjectAsync();
        var (shared, config) = (ConfigUser.Shared(ada, project), ConfigUser.Of(ada, project));
        await config.SetAsync("URL", "https://${NAME}").ShouldNameAsync("value");
        await shared.PutAsync(new { key = "NAME", value = "shop" });
        await config.SetAsync("URL", "https://${NAME}").ShouldBeAsync(HttpStatusCode.NoContent);
        await shared.SetAsync("NAME", "${URL}").ShouldNameAsync("value");
        await shared.DeleteAsync("NAME").ShouldNameAsync("key");
        var cycle = await config.SetAsync("NAME", "${URL}").ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        cycle["errors"]!["value"]![0]!.GetValue<string>().ShouldBe("It refers to itself: NAME → URL → NAME.");
    }

    [Fact]
    public async Task An_import_says_first_what_it_would_change()
    {
        var (_, config) = await StartAsync();
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
        var (_, config) = await StartAsync();
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
        var (_, config) = await StartAsync();
        using var imported = await config.TryImportAsync(text, type: type);
        using var put = await config.SendAsync(HttpMethod.Put, "", new StringContent(text, System.Text.Encoding.UTF8, "application/json"), null);

        (imported.StatusCode, put.StatusCode).ShouldBe((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest));
        (await imported.Content.ReadAsStringAsync() + await put.Content.ReadAsStringAsync()).ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_guess_of_a_secret_is_never_told_to_be_right()
    {
        var (_, config) = await StartAsync();
        await config.PutAsync(new { key = "TOKEN", value = "first-one", encrypted = true });
        (await config.ImportAsync("TOKEN=first-one", "dryRun=true")).ShouldBeEquivalentTo(await config.ImportAsync("TOKEN=a-wrong-guess", "dryRun=true"));
    }

    [Theory]
    [InlineData("dotenv")]
    [InlineData("json")]
    [InlineData("full")]
    public async Task An_export_imported_elsewhere_has_the_same_values_byte_for_byte(string format)
    {
        var (ada, project) = await ProjectAsync();
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
        var (ada, project) = await ProjectAsync();
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
        var (ada, project) = await ProjectAsync();
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
        var (_, config) = await StartAsync();
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
        var (_, config) = await StartAsync();
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
        var (_, config) = await StartAsync();
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
        var (_, config) = await StartAsync();
        await config.TryImportAsync(json, type: "application/json").ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        (await config.GetAsync()).Version.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_imported_leaves_no_trace_for_an_idempotency_key()
    {
        var (ada, config) = await StartAsync();
        ada.Http.DefaultRequestHeaders.Add("Idempotency-Key", "import-it");
        // Large enough to be buffered on disk otherwise.
        await config.ImportAsync($"TOKEN=a-canary-secret\nLARGE_SECRET={new string('x', 65_000)}\nA={new string('y', 10_000)}");
        await config.ImportAsync("TOKEN=another-secret");
        (await config.RevealAsync("TOKEN")).ShouldBe("another-secret");
        await using var db = api.Db();
        (await db.IdempotentAnswers.CountAsync(answer => answer.UserId == ada.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task Another_word_for_an_environment_is_not_found()
    {
        var (ada, project) = await ProjectAsync();
        await ada.Http.GetAsync($"/api/projects/{project}/environments/testing/config").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    private async Task<(TestUser User, Guid Project)> ProjectAsync()
    {
        var ada = await api.UserAsync("Ada");
        return (ada, (await ada.ProjectAsync()).Id);
    }

    private async Task<(TestUser User, ConfigUser Config)> StartAsync()
    {
        var (ada, project) = await ProjectAsync();
        return (ada, ConfigUser.Of(ada, project));
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
