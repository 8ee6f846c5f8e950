using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Ingress;

/// <summary>What a deployment says of its own ingress, and who believes whom about a client.</summary>
public sealed class DeploymentIngressTests(IngressApp app) : IClassFixture<IngressApp>
{
    private string Host => $"{app.Deployment.Slug}.localhost";

    [Fact]
    public async Task A_deployment_lets_in_as_much_at_once_and_as_large_as_it_says_and_the_rest_is_told_so()
    {
        await LimitAsync(new IngressLimits(MaxBodyMb: 1, MaxConcurrent: 2));
        using var http = new HttpClient();
        using var gone = new CancellationTokenSource();
        var hanging = new Task[] { Task.CompletedTask, Task.CompletedTask };

        var refused = await Eventually.BeAsync(() => AskBesideAsync(hanging, () => http.SendAsync(Get("/hang"), gone.Token)), answer => answer.StartsWith("HTTP/1.1 503", StringComparison.Ordinal), "two are enough");
        refused.ShouldContain("\"code\":\"busy\"");
        refused.ShouldContain("Retry-After: 1");
        await gone.CancelAsync();
        await Task.WhenAll(hanging).ContinueWith(_ => { }, TaskScheduler.Default);
        await Eventually.BeAsync(() => AskAsync("/"), answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal), "there is room again");

        foreach (var framing in (string[])["Content-Length: 2000000", "Transfer-Encoding: chunked"])
        {
            var body = framing[0] == 'C' ? new string('x', 100) : string.Concat(Enumerable.Repeat("10000\r\n" + new string('x', 65536) + "\r\n", 20)) + "0\r\n\r\n";
            var answer = await RawHttp.SendBytesAsync(app.Worker.Apps.Port, $"POST /upload HTTP/1.1\r\nHost: {Host}\r\n{framing}\r\n\r\n{body}");
            (answer.Length == 0 || answer.StartsWith("HTTP/1.1 413", StringComparison.Ordinal)).ShouldBeTrue(framing + ": " + answer);
        }
        await LimitAsync(IngressLimits.Default);
    }

    [Fact]
    public async Task A_name_of_ones_own_leads_to_the_app_until_it_is_taken_away()
    {
        const string name = "shop.example.org";
        await RouteAsync(db => db.DeploymentHosts.Add(new DeploymentHost(name, app.Deployment.Id, null, DateTimeOffset.UtcNow)));
        await Eventually.BeAsync(() => AskAsync("/", name), answer => answer.Contains("app GET /", StringComparison.Ordinal), "the name leads here");
        foreach (var written in (string[])["SHOP.example.org", "shop.example.org.", "shop.example.org:8443"])
            (await AskAsync("/headers", written)).ShouldContain($"\"host\":\"{written}\"");
        (await AskAsync("/", "other.example.org")).ShouldStartWith("HTTP/1.1 404");

        await RouteAsync(db => db.DeploymentHosts.RemoveRange(db.DeploymentHosts));
        await Eventually.BeAsync(() => AskAsync("/", name), answer => answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal), "it does no more");
    }

    [Fact]
    public async Task A_proxy_that_is_trusted_tells_who_the_client_is_and_one_that_is_not_does_not()
    {
        var trusting = await app.Node.StartWorkerAsync(("Ingress:TrustedProxies:0", "127.0.0.0/8"));
        await trusting.TextAsync(app.Deployment);
        string[] claims = ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example.org", "Forwarded: for=6.6.6.6"];

        var believed = await RawHttp.SendAsync(trusting.Apps.Port, "GET /headers HTTP/1.1", [$"Host: {Host}", .. claims]);
        believed.ShouldContain("\"x-forwarded-for\":\"203.0.113.9, 127.0.0.1\"");
        believed.ShouldContain("\"x-forwarded-proto\":\"https\"");
        believed.ShouldContain("\"x-forwarded-host\":\"shop.example.org\"");
        believed.ShouldContain("\"x-forwarded-port\":\"443\"");
        believed.ShouldNotContain("6.6.6.6");

        var ignored = await RawHttp.SendAsync(app.Worker.Apps.Port, "GET /headers HTTP/1.1", [$"Host: {Host}:81", .. claims]);
        ignored.ShouldContain("\"x-forwarded-for\":\"127.0.0.1\"");
        ignored.ShouldContain("\"x-forwarded-port\":\"81\"");
        ignored.ShouldNotContain("203.0.113.9");
    }

    /// <summary>Asks while these are on their way. The ingress gives one that hangs up after a while, and then there is another.</summary>
    private Task<string> AskBesideAsync(Task[] hanging, Func<Task> hang)
    {
        for (var index = 0; index < hanging.Length; index++)
            if (hanging[index].IsCompleted)
                hanging[index] = hang();
        return AskAsync("/");
    }

    private Task LimitAsync(IngressLimits limits) => RouteAsync(
        db => db.Deployments.Where(each => each.Id == app.Deployment.Id).ExecuteUpdate(set => set.SetProperty(each => each.Ingress, limits)));

    private async Task RouteAsync(Action<CodeRunnerDb> change)
    {
        await using var db = app.Node.Open();
        change(db);
        await db.SaveChangesAsync();
        await db.NotifyRoutesAsync(app.Deployment.Id, default);
    }

    private Task<string> AskAsync(string path, string? host = null) => RawHttp.SendAsync(app.Worker.Apps.Port, $"GET {path} HTTP/1.1", $"Host: {host ?? Host}");

    private HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(app.Worker.Apps, path)) { Headers = { Host = Host } };
}
