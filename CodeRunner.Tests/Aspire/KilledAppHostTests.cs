using System.Diagnostics;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Aspire;

public sealed class KilledAppHostTests : IDisposable
{
    private readonly string _run = Directory.CreateTempSubdirectory("localaspire-test-").FullName;

    public void Dispose() => Directory.Delete(_run, recursive: true);

    [Fact]
    public async Task A_killed_AppHost_leaves_no_process_of_the_control_plane_and_the_next_run_takes_over_its_data()
    {
        for (var run = 0; run < 2; run++)
        {
            using var appHost = StartAppHost();
            var listed = await Eventually.BeAsync(
                () => Task.FromResult(ProcessTable.WithVariable("CODERUNNER_RUN", _run)), found => Names(found).IsSupersetOf(["postgres", "redis-server", "service"]), "all resources");
            appHost.Kill();
            await appHost.WaitForExitAsync();
            await Eventually.BeTrueAsync(
                () => Task.FromResult(!ProcessTable.WithVariable("CODERUNNER_RUN", _run).Any()), "the end of everything the killed AppHost started");
            listed.Count.ShouldBeGreaterThan(3);
        }
    }

    private static HashSet<string> Names(IEnumerable<int> pids) => [.. pids.Select(pid =>
        ProcessTable.Environ(pid).Contains($"{TestPrograms.Role}=server") ? "service" : Path.GetFileName(ProcessTable.CommandLine(pid).Split('\0')[0].Split(' ')[0]))];

    private Process StartAppHost()
    {
        var start = new ProcessStartInfo("dotnet", [TestPrograms.AssemblyPath, "--LocalAspire:Dashboard:Port=-1"]) { RedirectStandardOutput = true };
        start.Environment[TestPrograms.Role] = "apphost";
        start.Environment["CODERUNNER_RUN"] = _run;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }
}
