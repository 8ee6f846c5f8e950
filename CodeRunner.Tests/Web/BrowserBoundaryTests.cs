using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CodeRunner.Tests.Support;
using CodeRunner.Web.Forwarding;
using CodeRunner.Web.Security;
using Microsoft.AspNetCore.Http;
using StackExchange.Redis;

namespace CodeRunner.Tests.Web;

/// <summary>What a browser gets to hold and to send: a cookie and nothing else, from our own pages and nowhere else.</summary>
public sealed class BrowserBoundaryTests : IAsyncLifetime
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

    [Fact]
    public async Task The_session_cookie_is_for_no_script_and_no_other_site()
    {
        var answer = await Dashboard.SignInAsync(web.Browser());

        var cookie = SessionCookie(answer);
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("path=/", Case.Insensitive);
    }

    [Fact]
    public async Task Over_https_the_cookie_is_secure()
    {
        var cookie = SessionCookie(await Dashboard.SignInAsync(web.Browser("https://run.example.org")), HostCookies.Prefix);

        cookie.ShouldContain("secure", Case.Insensitive);
        cookie.ShouldContain("path=/;", Case.Insensitive);
        cookie.ShouldNotContain("domain", Case.Insensitive);
    }

    [Fact]
    public async Task Over_https_cookies_have_names_that_no_other_host_can_set_and_over_http_plain_ones()
    {
        var secure = await web.Browser("https://run.example.org").GetAsync("/login");
        var plain = await web.Browser().GetAsync("/login");

        secure.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldStartWith("__Host-coderunner.antiforgery=");
        plain.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldStartWith("coderunner.antiforgery=");
    }

    [Fact]
    public async Task What_makes_a_browser_known_is_kept_for_no_script_and_no_other_site()
    {
        var cookie = (await Dashboard.SignInAsync(web.Browser("https://run.example.org"))).Headers.GetValues("Set-Cookie").Single(each => each.Contains("browser=known-browser", StringComparison.Ordinal));

        cookie.ShouldStartWith("__Host-coderunner.browser=");
        foreach (var part in (string[])["httponly", "samesite=strict", "secure", "path=/"])
            cookie.ShouldContain(part, Case.Insensitive);
    }

    [Theory]
    [InlineData("https", "__Host-coderunner.session", true)]
    [InlineData("https", "coderunner.session", false)]
    [InlineData("https", "CodeRunner.Session", false)]
    [InlineData("https", "__host-coderunner.session", false)]
    [InlineData("http", "coderunner.session", true)]
    [InlineData("http", "__Host-coderunner.session", false)]
    public async Task A_session_counts_only_by_the_name_that_it_has_there(string scheme, string name, bool counts)
    {
        var value = SessionCookie(await Dashboard.SignInAsync(web.Browser())).Split(';')[0].Split('=', 2)[1];
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{scheme}://run.example.org/api/things");
        request.Headers.Add("Cookie", $"theme=light; {name}={value}");

        (await web.Server.CreateClient().SendAsync(request)).StatusCode.ShouldBe(counts ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_forwarded_request_has_the_token_and_not_the_cookie()
    {
        var browser = await web.SignedInAsync();
        var request = Dashboard.Own(HttpMethod.Post, "/api/things", JsonContent.Create(new { a = 1 }));
        request.Headers.Add("Authorization", "Bearer mine");
        request.Headers.Add("X-Forwarded-For", "6.6.6.6");

        (await browser.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var seen = api.Last("/api/things").Headers;
        api.Tokens.ShouldContain(seen["Authorization"]["Bearer ".Length..]);
        seen.ContainsKey("Cookie").ShouldBeFalse();
        seen.GetValueOrDefault("X-Forwarded-For", "").ShouldNotContain("6.6.6.6");
    }

    [Fact]
    public async Task What_a_page_asks_for_comes_from_the_persons_address_and_not_from_what_the_browser_claims()
    {
        var cookie = SessionCookie(await Dashboard.SignInAsync(web.Browser())).Split(';')[0];

        var answer = await web.Server.SendAsync(context =>
        {
            context.Request.Method = HttpMethods.Get;
            context.Request.Path = "/projects";
            context.Request.Headers.Cookie = cookie;
            context.Request.Headers["X-Forwarded-For"] = "6.6.6.6";
            context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
        });

        answer.Response.StatusCode.ShouldBe(StatusCodes.Status200OK);
        api.Last("/api/projects").Headers["X-Forwarded-For"].ShouldBe("203.0.113.7");
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("203.0.113.7", false)]
    public async Task A_proxy_that_is_named_says_who_asks_and_that_it_was_over_https(string from, bool believed)
    {
        await using var behind = await Dashboard.StartAsync(api.Address, proxy: "10.1.0.0/16");
        var session = SessionCookie(await Dashboard.SignInAsync(behind.Browser())).Split(';')[0];
        Task<HttpContext> AskAsync(string path, string? cookie) => behind.Server.SendAsync(context =>
        {
            context.Request.Method = HttpMethods.Get;
            context.Request.Host = new HostString("run.example.org");
            context.Request.Path = path;
            context.Request.Headers.Cookie = cookie;
            context.Request.Headers["X-Forwarded-For"] = "198.51.100.4";
            context.Request.Headers["X-Forwarded-Proto"] = "https";
            context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        });

        var login = (await AskAsync("/login", null)).Response.Headers;
        await AskAsync("/projects", believed ? HostCookies.Prefix + session : session);

        login.SetCookie.ToString().Contains("secure", StringComparison.OrdinalIgnoreCase).ShouldBe(believed);
        (login.StrictTransportSecurity.Count > 0).ShouldBe(believed);
        api.Last("/api/projects").Headers["X-Forwarded-For"].ShouldBe(believed ? "198.51.100.4" : from);
    }

    [Fact]
    public async Task What_is_no_proxys_address_ends_the_start_with_the_key_named()
    {
        await using var behind = await Dashboard.StartAsync(api.Address, proxy: "the proxy");

        Should.Throw<Exception>(() => behind.Server).ToString().ShouldContain(TrustedProxies.Key);
    }

    [Fact]
    public async Task The_API_that_is_down_is_a_problem_and_not_a_page()
    {
        var browser = await web.SignedInAsync();
        await api.DisposeAsync();

        using var answer = await browser.SendAsync(Dashboard.Own(HttpMethod.Post, "/hubs/live/negotiate?negotiateVersion=1"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_cookie_that_the_API_sets_goes_no_further()
    {
        api.OnOther = context =>
        {
            context.Response.Headers.SetCookie = "sneaky=1";
            return Results.Json(1).ExecuteAsync(context);
        };

        var answer = await (await web.SignedInAsync()).GetAsync("/api/things");

        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/register")]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/auth/logout")]
    [InlineData("/api/Auth/Login/")]
    [InlineData("/api/%61uth/login")]
    [InlineData("/api/projects/1/tokens")]
    public async Task Routes_that_hand_out_tokens_are_not_forwarded(string path)
    {
        var browser = await web.SignedInAsync();
        var before = api.Seen.Count;

        var answer = await browser.SendAsync(Dashboard.Own(HttpMethod.Post, path, JsonContent.Create(new { })));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        api.Seen.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData("cross-site", "http://evil.example")]
    [InlineData("same-site", "http://shop.localhost:8080")]
    [InlineData(null, "http://shop.localhost")]
    [InlineData(null, null)]
    public async Task A_change_that_another_site_sends_is_refused(string? site, string? origin)
    {
        var browser = await web.SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/projects/1");
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        (await browser.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        api.Count("/api/projects/1").ShouldBe(0);
    }

    [Theory]
    [InlineData("/hubs/live")]
    [InlineData("/_blazor")]
    public async Task A_web_socket_that_another_site_opens_is_refused(string path)
    {
        var sockets = web.Server.CreateWebSocketClient();
        sockets.ConfigureRequest = request => request.Headers.Origin = "http://shop.localhost:8080";

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => sockets.ConnectAsync(new Uri($"ws://localhost{path}"), default));

        refused.Message.ShouldContain("403");
    }

    [Fact]
    public async Task No_answer_holds_a_token()
    {
        var browser = await web.SignedInAsync();
        string[] paths = ["/", "/projects", "/account", "/new", "/nowhere", "/api/auth/me", "/api/things"];

        foreach (var path in paths)
        {
            using var answer = await browser.GetAsync(path);
            var text = answer.Headers + await answer.Content.ReadAsStringAsync();
            api.Tokens.ShouldAllBe(token => !text.Contains(token), path);
        }
    }

    [Fact]
    public async Task Redis_holds_no_token_that_can_be_read()
    {
        await web.SignedInAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await TestServers.RedisAsync());
        var keys = redis.GetServers()[0].Keys(pattern: "coderunner:web:t*").ToArray();

        var values = keys.Select(key => (string?)redis.GetDatabase().HashGet(key, "data")).ToArray();

        values.ShouldContain(value => value != null);
        api.Tokens.ShouldAllBe(token => !values.Any(value => value != null && value.Contains(token)));
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/nowhere")]
    [InlineData("/api/things")]
    [InlineData("/css/tokens.css")]
    public async Task Every_answer_says_what_the_browser_must_refuse(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", "https://evil.example" } } };
        using var answer = await web.Browser("https://run.example.org").SendAsync(request);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        var scripts = policy.Split(';', StringSplitOptions.TrimEntries).Single(part => part.StartsWith("script-src", StringComparison.Ordinal));
        scripts.ShouldBe("script-src 'self'");
        policy.ShouldContain("object-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
        answer.Headers.Contains("Permissions-Policy").ShouldBeTrue();
        answer.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_a_problem_from_the_API_and_a_sign_in_page_else()
    {
        var browser = web.Browser();

        using var call = await browser.GetAsync("/api/projects");
        call.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await call.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetInt32().ShouldBe(401);

        using var page = await browser.GetAsync("/projects?x=1");
        page.Headers.Location!.PathAndQuery.ShouldBe("/login?returnUrl=%2Fprojects%3Fx%3D1");
        api.Count("/api/projects").ShouldBe(0);
    }

    private static string SessionCookie(HttpResponseMessage answer, string prefix = "") =>
        answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith($"{prefix}coderunner.session=", StringComparison.Ordinal));
}
