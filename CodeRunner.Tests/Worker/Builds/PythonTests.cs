using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Worker.Sources;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class PythonTests
{
    private const string App = """
        import os
        from http.server import BaseHTTPRequestHandler, HTTPServer
        import greeting

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(greeting.text.encode())

        HTTPServer(("", int(os.environ["PORT"])), Handler).serve_forever()
        """;

    [Theory]
    [InlineData(null)]
    [InlineData("web: python3 -u main.py")]
    public async Task Requirements_are_installed_from_the_configured_index_into_an_environment_of_the_apps_own(string? procfile)
    {
        await using var index = await WheelIndex.StartAsync();
        await using var lab = await BuildLab.CreateAsync(("Builds:Registries:PIP_INDEX_URL", index.Url));
        (string, string)[] files = [("requirements.txt", "# what it says\ngreeting==1.0\n"), ("main.py", App)];
        var outcome = await lab.BuildAsync(TestArchive.TarGz(procfile is null ? files : [.. files, ("Procfile", procfile)]));
        outcome.Succeeded.ShouldBeTrue(lab.Log.Text);
        outcome.Artifact.Runtime.ShouldBe(Runtime.Python);
        index.Served.ShouldNotBeEmpty();
        lab.Log.Text.ShouldContain("$ pip install -r requirements.txt");
        await using var app = await lab.StartAsync(outcome.Artifact);
        (await app.Http.GetStringAsync("/")).ShouldBe("hello from a wheel");
    }

    [Fact]
    public async Task A_requirement_that_no_index_has_fails_the_step_of_pip()
    {
        await using var index = await WheelIndex.StartAsync();
        await using var lab = await BuildLab.CreateAsync(("Builds:Registries:PIP_INDEX_URL", index.Url));
        var outcome = await lab.BuildAsync(TestArchive.TarGz(("requirements.txt", "no-such-package-anywhere"), ("main.py", "")));
        outcome.Failure!.Step.ShouldBe("pip install -r requirements.txt");
        outcome.Failure.Code.ShouldBe("build_failed");
    }
}
