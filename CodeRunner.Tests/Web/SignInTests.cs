using System.Net;
using System.Text.RegularExpressions;

namespace CodeRunner.Tests.Web;

public sealed class SignInTests : IAsyncLifetime
{
    private ApiStandIn api = null!;
    private Dashboard web = null!;

    public async Task InitializeAsync()
    {
        api = await ApiStandIn.StartAsync();
        web = await Dashboard.StartAsync(api.Address);
    }

    public async Task DisposeAsync()
    {
        await web.DisposeAsync();
        await api.DisposeAsync();
    }

    [Theory]
    [InlineData("/login", "/")]
    [InlineData("/login?returnUrl=%2Fprojects", "/projects")]
    [InlineData("/login?returnUrl=%2F%2Fevil.example", "/")]
    [InlineData("/login?returnUrl=https%3A%2F%2Fevil.example", "/")]
    public async Task Signing_in_leads_where_one_was_and_to_no_other_site(string login, string expected)
    {
        var answer = await Dashboard.SignInAsync(web.Browser(), login);

        Path(answer).ShouldBe(expected);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/register")]
    public async Task Who_is_signed_in_is_led_home_and_signs_in_over_no_session(string path) =>
        Path(await (await web.SignedInAsync()).GetAsync(path)).ShouldBe("/");

    [Theory]
    [InlineData("/login", "current-password")]
    [InlineData("/register", "new-password")]
    public async Task Passwords_are_not_shown_and_password_managers_know_the_field(string path, string kind)
    {
        var page = await web.Browser().GetStringAsync(path);

        var field = Regex.Match(page, "<input id=\"password\"[^>]*>").Value;
        field.ShouldContain("type=\"password\"");
        field.ShouldContain($"autocomplete=\"{kind}\"");
        page.ShouldNotContain("onpaste");
    }

    [Fact]
    public async Task Without_the_forms_own_token_nobody_is_signed_in()
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "login", ["Form.Email"] = "a@example.org", ["Form.Password"] = "x" });

        Path(await web.Browser().SendAsync(Dashboard.Own(HttpMethod.Post, "/login", form))).ShouldBe("/login?stale=true");

        api.Count("/api/auth/login").ShouldBe(0);
    }

    [Fact]
    public async Task A_busy_API_is_waited_for()
    {
        api.LoginTime = TimeSpan.FromSeconds(5);

        Path(await Dashboard.SignInAsync(web.Browser())).ShouldBe("/");
    }

    [Fact]
    public async Task The_API_that_is_down_is_said_in_words()
    {
        await api.DisposeAsync();

        var answer = await Dashboard.SignInAsync(web.Browser());

        (await answer.Content.ReadAsStringAsync()).ShouldContain("does not answer just now");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_at_the_API()
    {
        var browser = await web.SignedInAsync();

        Path(await Dashboard.SignOutAsync(browser)).ShouldBe("/login?signedOut=true");

        api.Count("/api/auth/logout").ShouldBe(1);
        (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_out_wants_the_forms_own_token()
    {
        var browser = await web.SignedInAsync();

        var answer = await browser.SendAsync(Dashboard.Own(HttpMethod.Post, "/logout", new FormUrlEncodedContent([])));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        api.Count("/api/auth/logout").ShouldBe(0);
    }

    private static string Path(HttpResponseMessage answer) =>
        answer.Headers.Location is { IsAbsoluteUri: true } absolute ? absolute.PathAndQuery : answer.Headers.Location!.OriginalString;
}
