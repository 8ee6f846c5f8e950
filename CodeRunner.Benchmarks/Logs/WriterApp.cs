using System.Globalization;
using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Benchmarks.Logs;

/// <summary>An app that writes lines when it is asked to: a number and the time, in milliseconds since 1970 with fractions.</summary>
internal sealed class WriterApp : IDisposable
{
    private const string Program = """
        const http = require('http');
        let number = 0;
        const now = () => performance.timeOrigin + performance.now();
        http.createServer((request, response) => {
          const query = new URL(request.url, 'http://app').searchParams;
          const rate = Number(query.get('rate') ?? 0), total = rate * Number(query.get('seconds') ?? 0);
          response.end(String(number));
          if (!rate) return;
          const began = now(), first = number;
          const write = () => {
            const due = Math.min(total, Math.floor((now() - began) * rate / 1000)) - (number - first);
            let text = '';
            for (let line = 0; line < due; line++) text += `line ${++number} ${now().toFixed(3)} ${'.'.repeat(60)}\n`;
            if (text) process.stdout.write(text);
            if (number - first < total) setTimeout(write, 1);
            else console.log(`done ${number}`);
          };
          write();
        }).listen(process.env.PORT);
        """;

    private readonly HttpClient visitor;

    private WriterApp(Uri apps, DeploymentResponse deployment) => (Id, visitor) = (deployment.Id, Visitors.Client(apps, deployment.Slug));

    public Guid Id { get; }

    public static Task<WriterApp> DeployAsync(Platform platform, CancellationToken cancellationToken) =>
        DeployAsync(platform.Http, platform.Apps, platform.Project, cancellationToken);

    /// <summary>In a project of whom the client is signed in for.</summary>
    public static async Task<WriterApp> DeployAsync(HttpClient http, Uri apps, Guid project, CancellationToken cancellationToken)
    {
        var deployment = await http.SendJsonAsync<DeploymentResponse>($"/api/projects/{project}/deployments", new CreateDeploymentRequest("writer", EnvironmentName.Development), cancellationToken);
        await http.SendJsonAsync<ReleaseResponse>($"/api/deployments/{deployment.Id}/releases", NodeProgram.Release(Program), cancellationToken);
        var app = new WriterApp(apps, deployment);
        await Wait.UntilAsync(app.AnswersAsync, "the writer answers", TimeSpan.FromMinutes(1), cancellationToken);
        return app;
    }

    /// <summary>Returns while it writes.</summary>
    public Task WriteAsync(int linesPerSecond, int seconds, CancellationToken cancellationToken) =>
        visitor.GetStringAsync($"/?rate={linesPerSecond}&seconds={seconds}", cancellationToken);

    /// <summary>How many lines it has written.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) =>
        long.Parse(await visitor.GetStringAsync("/", cancellationToken), CultureInfo.InvariantCulture);

    public void Dispose() => visitor.Dispose();

    private async Task<bool> AnswersAsync()
    {
        using var answer = await visitor.GetAsync("/");
        return answer.StatusCode == HttpStatusCode.OK;
    }
}
