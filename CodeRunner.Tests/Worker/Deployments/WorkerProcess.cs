using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>A Worker as it is in life: a process of its own on a test's node, which can be killed, stalled and told to end.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly IngressClient client;

    private WorkerProcess(Process process, Uri apps)
    {
        (this.process, Apps) = (process, apps);
        client = new IngressClient(apps);
    }

    public Uri Apps { get; }

    public int Id => process.Id;

    /// <summary>The lines of its console so far.</summary>
    public IEnumerable<string> Output => output;

    /// <summary>Started and ready: it routes, and took a first look at what there is to take over.</summary>
    public static async Task<WorkerProcess> StartAsync(TestNode node, params (string Key, string Value)[] settings)
    {
        var (apps, management) = (FreePort.Next(), FreePort.Next());
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "CodeRunner.Worker")) { RedirectStandardOutput = true, RedirectStandardError = true };
        (string Key, string Value)[] all =
        [
            ("urls", $"http://127.0.0.1:{management}"),
            ("ConnectionStrings__db", node.ConnectionString),
            ("ConnectionStrings__redis", await TestServers.RedisAsync()),
            ("Node__DataDirectory", node.Directory),
            ("Vault__MasterKeys", TestVault.Keys),
            ("Ingress__Port", $"{apps}"),
            ("Deployments__PollInterval", "00:00:00.5"),
            ("Leases__Calm", "00:00:01"),
            .. settings,
        ];
        foreach (var (key, value) in all)
            start.Environment[key] = value;
        var process = Process.Start(start)!;
        var worker = new WorkerProcess(process, new Uri($"http://127.0.0.1:{apps}"));
        process.OutputDataReceived += (_, line) => worker.Say(line.Data);
        process.ErrorDataReceived += (_, line) => worker.Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await worker.IsReadyAsync(management);
        return worker;
    }

    public Task<HttpResponseMessage> GetAsync(Deployment deployment, string path = "/") => client.GetAsync(deployment.Slug, path);

    /// <summary>Waits until it answers so.</summary>
    public Task AnswersAsync(Deployment deployment, HttpStatusCode status, string text = "", string path = "/") => client.AnswersAsync(deployment.Slug, status, text, path);

    /// <summary>The text of an answer 200, which may take a moment to come.</summary>
    public async Task<string> TextAsync(Deployment deployment, string path = "/") => (await Eventually.BeAsync(
        async () =>
        {
            using var answer = await GetAsync(deployment, path);
            return (answer.StatusCode, Text: await answer.Content.ReadAsStringAsync());
        },
        answer => answer.StatusCode == HttpStatusCode.OK,
        $"{deployment.Name} answers")).Text;

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public Task StallAsync() => SignalAsync("STOP");

    public Task GoOnAsync() => SignalAsync("CONT");

    /// <summary>As an operator ends it; returns when it has ended.</summary>
    public async Task EndAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private async Task IsReadyAsync(int management)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.BeTrueAsync(
            async () =>
            {
                process.HasExited.ShouldBeFalse("the Worker ended");
                try
                {
                    using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{management}/health/ready"));
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            },
            "the Worker is ready");
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    private void Say(string? line)
    {
        if (line is not null)
            output.Enqueue(line);
        if (line is not null && Environment.GetEnvironmentVariable("CODERUNNER_TEST_LOG") is not null)
            Console.WriteLine(line);
    }
}
