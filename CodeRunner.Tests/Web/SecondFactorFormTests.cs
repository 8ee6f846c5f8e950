using System.Net;
using System.Text.RegularExpressions;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Web;

/// <summary>The forms that work without JavaScript, posted as a browser posts them, before the real Api.</summary>
public sealed class SecondFactorFormTests : IAsyncLifetime
{
    private ApiFactory api = null!;
    private Dashboard web = null!;

    public async Task InitializeAsync()
    {
        api = await ApiFactory.StartAsync();
        web = await Dashboard.StartAsync(api.Address);
    }

    public async Task DisposeAsync()
    {
        await web.DisposeAsync();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task After_the_password_the_page_asks_for_a_code_and_holds_no_password()
    {
        using var account = await Account.RegisterAsync(api);
        var codes = await account.ProtectAsync(DateTimeOffset.UtcNow);
        var browser = web.Browser();

        var asked = await LoginAsync(browser, account, "/login?returnUrl=%2Fprojects");
        asked.ShouldContain("name=\"Second.Code\"");
        asked.ShouldContain("autocomplete=\"one-time-code\"");
        asked.ShouldNotContain(account.Password);
        asked.ShouldNotContain(account.Email);
        (await browser.GetAsync("/account")).Headers.Location!.OriginalString.ShouldContain("/login");

        var wrong = await (await PostCodeAsync(browser, asked, "000000", "/login?returnUrl=%2Fprojects")).Content.ReadAsStringAsync();
        wrong.ShouldContain("The code is wrong");
        var done = await PostCodeAsync(browser, wrong, codes[0], "/login?returnUrl=%2Fprojects");
        done.Headers.Location!.OriginalString.ShouldEndWith("/projects");
        (await browser.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_ticket_that_is_none_leads_back_to_the_password()
    {
        using var account = await Account.RegisterAsync(api);
        var codes = await account.ProtectAsync(DateTimeOffset.UtcNow);
        var browser = web.Browser();
        var asked = await LoginAsync(browser, account, "/login");

        var forged = Regex.Replace(asked, "(name=\"Second.Ticket\" value=\")[^\"]+", "$1bm9uZSBvZiBvdXJz");
        var refused = await (await PostCodeAsync(browser, forged, codes[0], "/login")).Content.ReadAsStringAsync();

        refused.ShouldContain("That took too long");
        refused.ShouldContain("name=\"Form.Password\"");
    }

    [Fact]
    public async Task A_new_password_is_set_by_a_form_and_a_token_in_the_address_is_not_looked_at()
    {
        using var account = await Account.RegisterAsync(api);
        var token = await (await api.OperatorAsync()).ResetTokenAsync(account.Email);
        var browser = web.Browser();
        var page = await browser.GetStringAsync($"/reset-password?token={token}");
        page.ShouldNotContain($"value=\"{token}\"");
        page.ShouldContain("autocomplete=\"new-password\"");

        var refused = await (await PostResetAsync(browser, page, "no token", "an even longer one")).Content.ReadAsStringAsync();
        refused.ShouldContain("ask an operator for a new one");
        refused.ShouldNotContain("an even longer one");
        (await PostResetAsync(browser, page, $" {token} ", "an even longer one")).Headers.Location!.OriginalString.ShouldEndWith("/login?reset=true");

        await account.LoginAsync("an even longer one").ShouldBeAsync(HttpStatusCode.OK);
    }

    private static async Task<string> LoginAsync(HttpClient browser, Account account, string path)
    {
        var page = await browser.GetStringAsync(path);
        var form = new Dictionary<string, string> { ["_handler"] = "login", ["Form.Email"] = account.Email, ["Form.Password"] = account.Password };
        using var answer = await PostAsync(browser, path, page, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    private static Task<HttpResponseMessage> PostCodeAsync(HttpClient browser, string page, string code, string path)
    {
        var ticket = Regex.Match(page, "name=\"Second.Ticket\" value=\"([^\"]+)\"").Groups[1].Value;
        return PostAsync(browser, path, page, new() { ["_handler"] = "code", ["Second.Ticket"] = ticket, ["Second.Code"] = code });
    }

    private static Task<HttpResponseMessage> PostResetAsync(HttpClient browser, string page, string token, string password) =>
        PostAsync(browser, "/reset-password", page, new() { ["_handler"] = "reset-password", ["Form.Token"] = token, ["Form.Password"] = password });

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string page, Dictionary<string, string> form)
    {
        form["__RequestVerificationToken"] = Dashboard.Token().Match(page).Groups[1].Value;
        return browser.SendAsync(Dashboard.Own(HttpMethod.Post, path, new FormUrlEncodedContent(form)));
    }
}
