using System.Net;
using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;
using CodeRunner.Web;
using CodeRunner.Web.Forwarding;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Web;

/// <summary>The dashboard's own host over a real Redis, and the API or what stands in its place.</summary>
internal sealed partial class Dashboard : IAsyncDisposable
{
    private readonly WebApplicationFactory<IWebMarker> factory;

    private Dashboard(WebApplicationFactory<IWebMarker> factory) => this.factory = factory;

    public IServiceProvider Services => factory.Services;

    public TestServer Server => factory.Server;

    public static async Task<Dashboard> StartAsync(Uri api, string? redis = null, string? proxy = null)
    {
        redis ??= await TestServers.RedisAsync();
        return new Dashboard(new WebApplicationFactory<IWebMarker>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production")
                .UseSetting("ConnectionStrings:redis", redis)
                .UseSetting("services:api:http:0", api.ToString())
                .ConfigureLogging(logging => logging.ClearProviders());
            if (proxy is not null)
                host.UseSetting($"{TrustedProxies.Key}:0", proxy);
        }));
    }

    /// <summary>A browser without redirects: each step's answer is to be seen.</summary>
    public HttpClient Browser(string address = "http://localhost") => factory.CreateClient(new WebApplicationFactoryClientOptions
    {
        AllowAutoRedirect = false,
        HandleCookies = true,
        BaseAddress = new Uri(address),
    });

    public async Task<HttpClient> SignedInAsync()
    {
        var browser = Browser();
        (await SignInAsync(browser)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string path = "/login")
    {
        var page = await browser.GetStringAsync(path);
        return await browser.SendAsync(Own(HttpMethod.Post, path, LoginForm(page)));
    }

    /// <summary>What the sign-in page sends once it is filled in.</summary>
    public static FormUrlEncodedContent LoginForm(string page) => new(new Dictionary<string, string>
    {
        ["_handler"] = "login",
        ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        ["Form.Email"] = "person@example.org",
        ["Form.Password"] = "correct horse battery",
    });

    public static async Task<HttpResponseMessage> SignOutAsync(HttpClient browser)
    {
        var page = await browser.GetStringAsync("/account");
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value });
        return await browser.SendAsync(Own(HttpMethod.Post, "/logout", form));
    }

    /// <summary>A request as a browser sends it from one of our own pages.</summary>
    public static HttpRequestMessage Own(HttpMethod method, string path, HttpContent? content = null) =>
        new(method, path) { Content = content, Headers = { { "Sec-Fetch-Site", "same-origin" } } };

    public ValueTask DisposeAsync() => factory.DisposeAsync();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    internal static partial Regex Token();
}
