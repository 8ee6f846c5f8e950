using System.Net;
using System.Net.Http.Headers;
using CodeRunner.Tests.Worker.Sources;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class StaticServerTests
{
    [Fact]
    public async Task A_site_has_types_etags_ranges_compressed_files_and_pages_of_its_own()
    {
        await using var lab = await BuildLab.CreateAsync();
        await using var app = await ServeAsync(lab);

        using var page = await app.Http.GetAsync("/");
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await app.Http.GetAsync("/module.mjs")).Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await app.Http.GetAsync("/logo.svg")).Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");

        (await SendAsync(app, "/", request => request.Headers.IfNoneMatch.Add(page.Headers.ETag!))).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        var part = await SendAsync(app, "/digits.txt", request => request.Headers.Range = new RangeHeaderValue(2, 4));
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).ShouldBe("234");
        part.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 2-4/10");
        (await SendAsync(app, "/digits.txt", request => request.Headers.Range = new RangeHeaderValue(20, null))).StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await SendAsync(app, "/digits.txt", request => request.Headers.Range = new RangeHeaderValue(null, 3))).Content.Headers.ContentLength.ShouldBe(3);

        var compressed = await SendAsync(app, "/app.js", request => request.Headers.AcceptEncoding.ParseAdd("gzip, br"));
        compressed.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        compressed.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await app.Http.GetStringAsync("/app.js")).ShouldBe("plain");

        (await app.Http.GetStringAsync("/about")).ShouldBe("about page");
        (await app.Http.GetStringAsync("/docs/")).ShouldBe("docs index");
        var folder = await app.Http.GetAsync("/docs?x=1");
        (folder.StatusCode, folder.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.MovedPermanently, "/docs/?x=1"));
        var missing = await app.Http.GetAsync("/nowhere");
        (missing.StatusCode, await missing.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.NotFound, "own 404"));
        (await app.Http.PostAsync("/", null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await SendAsync(app, "/digits.txt", request => request.Method = HttpMethod.Head)).Content.Headers.ContentLength.ShouldBe(10);
    }

    [Fact]
    public async Task Hidden_files_and_paths_that_leave_are_not_there_and_nonsense_is_a_bad_request()
    {
        await using var lab = await BuildLab.CreateAsync();
        await using var app = await ServeAsync(lab);
        string[] hidden =
        [
            "/.env", "/.git/config", "/../static-server.mjs", "/%2e%2e/static-server.mjs", "/..%2fstatic-server.mjs", "/docs/..%2f..%2fstatic-server.mjs", "/%00",
            "/digits.txt%00.html", "/docs/%2e%2e/.env",
        ];
        foreach (var path in hidden)
        {
            using var answer = await SendRawAsync(app, path);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            (await answer.Content.ReadAsStringAsync()).ShouldBe("own 404", path);
        }
        foreach (var path in (string[])["/%", "/%ff"])
            (await SendRawAsync(app, path)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        (await app.Http.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<RunningApp> ServeAsync(BuildLab lab)
    {
        var outcome = await lab.BuildAsync(TestArchive.Zip(
            ("index.html", "<h1>hi</h1>"), ("404.html", "own 404"), ("about.html", "about page"), ("docs/index.html", "docs index"), ("digits.txt", "0123456789"), ("module.mjs", "1"),
            ("logo.svg", "<svg/>"), ("app.js", "plain"), ("app.js.br", "brotli"), ("app.js.gz", "gzip"), (".env", "SECRET=1"), (".git/config", "x")));
        outcome.Succeeded.ShouldBeTrue(lab.Log.Text);
        return await lab.StartAsync(outcome.Artifact);
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningApp app, string path, Action<HttpRequestMessage> shape)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        shape(request);
        return await app.Http.SendAsync(request);
    }

    private static Task<HttpResponseMessage> SendRawAsync(RunningApp app, string path) =>
        app.Http.GetAsync(new Uri($"http://app{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
}
