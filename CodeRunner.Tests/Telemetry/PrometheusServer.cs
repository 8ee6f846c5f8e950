using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Telemetry;

/// <summary>A Prometheus of the test's own, with the configuration that is handed out: only where it finds its targets, and how often it asks, are the test's.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo directory;
    private readonly HttpClient http;

    private PrometheusServer(Process process, DirectoryInfo directory, int port) =>
        (this.process, this.directory, http) = (process, directory, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) });

    public static async Task<PrometheusServer> StartAsync(string targets)
    {
        var directory = Directory.CreateTempSubdirectory("coderunner-prometheus-");
        var handedOut = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "prometheus.yml"));
        var own = handedOut.Replace("../.run/prometheus", targets).Replace("15s", "1s");
        own.ShouldContain($"{targets}/coderunner-*.json");
        var configuration = Path.Combine(directory.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, own);
        var port = FreePort.Next();
        string[] arguments = [$"--config.file={configuration}", $"--storage.tsdb.path={directory.FullName}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"];
        var server = new PrometheusServer(Process.Start("prometheus", arguments), directory, port);
        await Eventually.BeTrueAsync(server.IsReadyAsync, "Prometheus is ready");
        return server;
    }

    /// <summary>The answer's series, each as its labels and its value. What Prometheus cannot read fails the test.</summary>
    public async Task<IReadOnlyList<(string Labels, double Value)>> AskAsync(string query)
    {
        using var answer = await http.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{query}: {text}");
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(series => (series.GetProperty("metric").GetRawText(), double.Parse(series.GetProperty("value")[1].GetString()!)))];
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        process.HasExited.ShouldBeFalse("Prometheus ended");
        try
        {
            using var answer = await http.GetAsync("/-/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
