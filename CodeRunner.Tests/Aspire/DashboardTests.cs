using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Aspire;

public sealed class DashboardTests : IAsyncLifetime
{
    private const string Token = "a-token-of-this-test";
    private const string Secret = "never-to-be-shown";

    private readonly string _data = Directory.CreateTempSubdirectory("localaspire-test-").FullName;
    private DistributedApplication _app = null!;
    private Uri _address = null!;

    public async Task InitializeAsync()
    {
        var builder = DistributedApplication.CreateBuilder(
            [$"--LocalAspire:DataDirectory={_data}", "--LocalAspire:Dashboard:Port=0", $"--LocalAspire:Dashboard:Token={Token}"]);
        var key = builder.AddParameter("key", Secret, secret: true);
        builder.AddExecutable("shop", "/bin/sh", "/", "-c", "echo the key is $KEY '<script>'; sleep 600").WithEnvironment("KEY", key);
        _app = builder.Build();
        await _app.StartAsync();
        await _app.ResourceNotifications.WaitForResourceAsync("shop", KnownResourceStates.Running, LocalApp.Bound);
        _address = new Uri(_app.Services.GetRequiredService<IConfiguration>()["ASPNETCORE_URLS"]!);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/resources/shop")]
    [InlineData("/resources/shop/logs")]
    [InlineData("/events")]
    [InlineData("/login?t=wrong")]
    [InlineData("/login")]
    public async Task Without_the_token_nothing_is_shown(string path)
    {
        using var client = Client();
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("shop");
    }

    [Fact]
    public async Task With_the_token_resources_are_shown_and_secrets_are_not()
    {
        using var client = await EnterAsync();
        (await client.GetStringAsync("/")).ShouldContain("shop");
        var details = await client.GetStringAsync("/resources/shop");
        details.ShouldContain("KEY");
        details.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Console_lines_are_followed_with_secrets_masked()
    {
        using var client = await EnterAsync();
        await using var stream = await client.GetStreamAsync("/resources/shop/logs");
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(LocalApp.Bound);
        line.ShouldNotBeNull().ShouldContain("the key is");
        line.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        using var client = Client();
        using var answer = await client.GetAsync($"/login?t={Token}");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(Token);
    }

    [Fact]
    public async Task A_command_from_another_page_is_refused_and_one_from_the_dashboard_is_run()
    {
        using var client = await EnterAsync();
        (await CommandAsync(client, "stop", "http://evil.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await CommandAsync(client, "stop", null)).ShouldBe(HttpStatusCode.Forbidden);
        (await CommandAsync(client, "explode", Origin)).ShouldBe(HttpStatusCode.Conflict);
        (await CommandAsync(client, "stop", Origin)).ShouldBe(HttpStatusCode.NoContent);
        await _app.ResourceNotifications.WaitForResourceAsync("shop", KnownResourceStates.Finished, LocalApp.Bound);
    }

    [Fact]
    public async Task A_name_that_only_points_to_this_machine_is_refused()
    {
        using var client = await EnterAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "rebound.example" } };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private string Origin => _address.GetLeftPart(UriPartial.Authority);

    private HttpClient Client() => new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = _address };

    private async Task<HttpClient> EnterAsync()
    {
        var client = Client();
        using var answer = await client.GetAsync($"/login?t={Token}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return client;
    }

    private static async Task<HttpStatusCode> CommandAsync(HttpClient client, string command, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/resources/shop/{command}");
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
