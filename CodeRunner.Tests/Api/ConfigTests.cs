using System.Net;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

public sealed class ConfigTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_new_environment_has_an_empty_configuration_at_version_0()
    {
        var (ada, config) = await ConfigUser.StartAsync(api);
        var empty = await config.GetAsync();
        (empty.Version, empty.Variables.Count, empty.Secrets.Count, empty.UpdatedAt).ShouldBe((0, 0, 0, null));
        empty.May.ShouldBe(new ConfigRights(See: true, Write: true, Reveal: true, Apply: true));
    }

    [Fact]
    public async Task What_is_put_is_what_is_there_and_a_secret_is_never_shown_unasked()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
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
        var (_, config) = await ConfigUser.StartAsync(api);
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
        var (_, config) = await ConfigUser.StartAsync(api);
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
        var (_, config) = await ConfigUser.StartAsync(api);
        await config.PutAsync(new { key = "TOKEN", value = "readable" });
        await config.PutAsync(new { key = "TOKEN", value = "a-canary-secret", encrypted = true });
        (await config.RollBackAsync(1)).Variables.ShouldBe([new ConfigVariable("TOKEN", "readable", null)]);
        (await config.RollBackAsync(2)).Variables.ShouldBeEmpty();
        (await config.RevealAsync("TOKEN")).ShouldBe("a-canary-secret");
    }

    [Fact]
    public async Task One_variable_is_set_and_taken_out_by_itself()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
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
        var (_, config) = await ConfigUser.StartAsync(api);
        await config.SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        (await config.PutAsync(new { key = "A", value = "1" })).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_seen_an_older_version_is_refused()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
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
        var (_, config) = await ConfigUser.StartAsync(api);
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
        var (_, config) = await ConfigUser.StartAsync(api);
        await config.TryPutAsync(new { key, value = "1" }).ShouldNameAsync(field);
    }

    [Fact]
    public async Task Sizes_are_bounded_with_the_field_named()
    {
        var (_, config) = await ConfigUser.StartAsync(api);
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
        var (ada, project) = await api.OwnerAsync();
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
    public async Task Another_word_for_an_environment_is_not_found()
    {
        var (ada, project) = await api.OwnerAsync();
        await ada.Http.GetAsync($"/api/projects/{project}/environments/testing/config").ShouldBeAsync(HttpStatusCode.NotFound);
    }
}
