using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Tests.Aspire;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>`./coderunner` with a run directory of its own, on what the tests were built with. It lies beneath that of the test run, so that what a killed one leaves is swept.</summary>
internal sealed class LauncherRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public string Directory { get; } = System.IO.Directory.CreateDirectory(Path.Combine(
        Environment.GetEnvironmentVariable("CODERUNNER_RUN") ?? Path.GetTempPath(), $"launcher-{Guid.NewGuid():n}")).FullName;

    public int AppHost => int.Parse(File.ReadAllText(Path.Combine(Directory, "apphost.pid")));

    /// <summary>The base URLs that `up` wrote, by name.</summary>
    public IReadOnlyDictionary<string, Uri> Endpoints =>
        JsonSerializer.Deserialize<Dictionary<string, Uri>>(File.ReadAllText(Path.Combine(Directory, "endpoints.json")))!;

    /// <summary>What lives and carries the mark of this run.</summary>
    public IReadOnlyList<string> Processes =>
        [.. ProcessTable.WithVariable("CODERUNNER_RUN", Directory).Select(pid => Path.GetFileName(ProcessTable.CommandLine(pid).Split('\0')[0]))];

    public async Task<(int ExitCode, string Output)> LaunchAsync(IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "coderunner"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CODERUNNER_RUN"] = Directory;
        start.Environment["CODERUNNER_CONFIGURATION"] = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var patience = new CancellationTokenSource(Patience);
        using var launcher = Process.Start(start)!;
        var texts = await Task.WhenAll(launcher.StandardOutput.ReadToEndAsync(patience.Token), launcher.StandardError.ReadToEndAsync(patience.Token));
        await launcher.WaitForExitAsync(patience.Token);
        return (launcher.ExitCode, string.Concat(texts));
    }

    public async Task UpAsync()
    {
        var (exitCode, output) = await LaunchAsync(["up", "--detach", "--local", "--no-build"]);
        exitCode.ShouldBe(0, output);
    }

    public async ValueTask DisposeAsync()
    {
        await LaunchAsync(["down"]);
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
