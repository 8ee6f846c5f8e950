using System.Net;
using CodeRunner.Contracts.Access;
using CodeRunner.Web.Access;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Web;

/// <summary>A session that was ended at the API is ended in the dashboard too, and its person is told why.</summary>
public sealed class EndedSessionTests : IAsyncLifetime
{
    private const string Refresh = "/api/auth/refresh";
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
    [InlineData("operator", "operator ended your sessions")]
    [InlineData("closed", "closed your account")]
    [InlineData("ended", "from another one of yours")]
    [InlineData("something new", "Your session has ended.")]
    public async Task What_a_script_asks_for_is_refused_and_the_next_page_says_why(string reason, string said)
    {
        var browser = await web.SignedInAsync();
        End(reason);

        (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var page = await browser.GetAsync("/projects");
        page.Headers.Location!.PathAndQuery.ShouldStartWith("/login?returnUrl=%2Fprojects&ended=");
        (await browser.GetStringAsync(page.Headers.Location)).ShouldContain(said);
        api.Count(Refresh).ShouldBe(1);
    }

    [Fact]
    public async Task All_open_pages_of_a_browser_say_why_whichever_noticed_first()
    {
        var signedIn = await Dashboard.SignInAsync(web.Browser());
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(each => each.StartsWith("coderunner.session=", StringComparison.Ordinal)).Split(';')[0];
        using var browser = web.Server.CreateClient(); // it asks all that before it has read the first answer
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        End("operator");
        for (var asked = 0; asked < 2; asked++)
            await browser.GetAsync("/api/things");
        foreach (var place in new[] { "/projects", "/account" })
        {
            using var page = await browser.GetAsync(place);
            page.Headers.Location!.ToString().ShouldContain("&ended=operator");
        }
        (await browser.GetStringAsync("/login?ended=true")).ShouldContain("operator ended your sessions");
    }

    [Fact]
    public async Task A_browser_whose_session_is_over_says_why_also_without_its_cookie()
    {
        var browser = await web.SignedInAsync();
        End("operator");
        for (var asked = 0; asked < 2; asked++)
            (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var page = await browser.GetAsync("/projects");

        page.Headers.Location!.ToString().ShouldContain("&ended=operator");
        (await browser.GetStringAsync("/login?ended=true")).ShouldContain("operator ended your sessions");
    }

    [Fact]
    public async Task Who_signed_in_again_and_out_is_told_nothing_of_an_earlier_session()
    {
        var browser = await web.SignedInAsync();
        End("operator");
        await browser.GetAsync("/projects");
        await browser.GetAsync("/projects");
        (api.OnAny, api.OnRefresh) = (null, null);
        await Dashboard.SignInAsync(browser);

        await Dashboard.SignOutAsync(browser);

        (await browser.GetStringAsync("/login")).ShouldNotContain("operator ended your sessions");
    }

    [Fact]
    public async Task A_page_leads_to_the_sign_in_page_which_says_why()
    {
        var browser = await web.SignedInAsync();
        End("operator");

        using var page = await browser.GetAsync("/account");

        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var login = page.Headers.Location!.ToString();
        login.ShouldContain("/login?ended=true&returnUrl=%2Faccount");
        (await browser.GetStringAsync(login)).ShouldContain("operator ended your sessions");
        (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_is_refused_while_the_session_lasts_is_replaced_and_nobody_notices()
    {
        var browser = await web.SignedInAsync();
        var refused = 0;
        api.OnAny = Answer(context => context.Request.Path.StartsWithSegments("/api/projects") && Interlocked.Exchange(ref refused, 1) == 0, StatusCodes.Status401Unauthorized);

        using var page = await browser.GetAsync("/projects");

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldNotContain("session has ended");
        (refused, api.Count(Refresh)).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Many_who_are_refused_at_once_ask_the_API_once()
    {
        var browser = await web.SignedInAsync();
        End("ended");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => browser.GetAsync("/api/things")));

        api.Count(Refresh).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_during_an_outage_ends_no_session()
    {
        var browser = await web.SignedInAsync();
        api.OnAny = Answer(context => context.Request.Path == "/api/things", StatusCodes.Status401Unauthorized);
        api.OnRefresh = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(true);
        };
        await browser.GetAsync("/api/things");
        (api.OnAny, api.OnRefresh) = (null, null);

        (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_the_browser_calls_itself_is_told_to_the_API()
    {
        var browser = web.Browser();
        browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (its own words, é)");

        (await Dashboard.SignInAsync(browser)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        api.Last("/api/auth/login").Headers["User-Agent"].ShouldBe("Mozilla/5.0 (its own words, ?)");
    }

    [Fact]
    public void Every_reason_has_words_of_its_own_or_the_usual_ones()
    {
        foreach (var why in Enum.GetValues<SessionEnd>())
            SessionEndWords.Of(SessionEndWords.Read(why.ToString().ToLowerInvariant())).ShouldBe(SessionEndWords.Of(why));
        SessionEndWords.Read("<script>").ShouldBeNull();
        SessionEndWords.Read("3").ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_knows_why_a_session_is_over_that_never_was() =>
        (await web.Services.GetRequiredService<SessionTokenStore>().ReadEndAsync("no-such-session", default)).ShouldBeNull();

    /// <summary>From now on the API takes no access token, and says why to who has a refresh token.</summary>
    private void End(string reason)
    {
        api.OnAny = Answer(context => !context.Request.Path.StartsWithSegments("/api/auth/refresh"), StatusCodes.Status401Unauthorized);
        api.OnRefresh = async context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsJsonAsync(new { status = 401, title = "Unauthorized", reason }, options: null, "application/problem+json");
            return true;
        };
    }

    private static Func<HttpContext, Task<bool>> Answer(Func<HttpContext, bool> which, int status) => context =>
    {
        if (!which(context))
            return Task.FromResult(false);
        context.Response.StatusCode = status;
        return Task.FromResult(true);
    };
}
