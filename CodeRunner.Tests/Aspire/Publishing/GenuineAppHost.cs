using System.Diagnostics;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>The AppHost, built once a test run on Aspire's own packages with as many targets as the machine has packages for; beside the one that the tests were built with.</summary>
internal sealed class GenuineAppHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Shared<GenuineAppHost> One = new(BuildAsync);

    private readonly string directory;

    private GenuineAppHost(string directory) => this.directory = directory;

    private string Program => Path.Combine(directory, "bin", "CodeRunner.AppHost", "release", "CodeRunner.AppHost.dll");

    /// <summary>Runs a step of publishing, and answers where its output lies.</summary>
    public static async Task<string> PublishAsync(string step, params string[] settings)
    {
        var (exitCode, text, output) = await RunAsync(step, settings);
        exitCode.ShouldBe(0, text);
        return output;
    }

    /// <summary>Runs a step of publishing that is to fail, and answers what it said.</summary>
    public static async Task<string> FailAsync(string step, params string[] settings)
    {
        var (exitCode, text, _) = await RunAsync(step, settings);
        exitCode.ShouldNotBe(0, text);
        return text;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<(int ExitCode, string Text, string Output)> RunAsync(string step, string[] settings)
    {
        var appHost = await One.GetAsync();
        var output = Path.Combine(Directory.CreateDirectory(Path.Combine(appHost.directory, "published", Guid.NewGuid().ToString("n"))).FullName, "manifest.json");
        if (step == "publish")
            output = Path.GetDirectoryName(output)!;
        var (exitCode, text) = await DotnetAsync(["exec", appHost.Program, "--operation", "publish", "--step", step, "--output-path", output, .. settings], []);
        return (exitCode, text, output);
    }

    private static async Task<GenuineAppHost> BuildAsync()
    {
        var appHost = new GenuineAppHost(Directory.CreateTempSubdirectory("genuine-apphost-").FullName);
        var targets = string.Join('+', AspirePackages.OfTargets.Where(target => AspirePackages.Lacks(target.Value) is null).Select(target => target.Key).DefaultIfEmpty("none"));
        // Only what is published is described, so the projects themselves need not be built.
        var (exitCode, text) = await DotnetAsync(
            ["build", Path.Combine(Repository.Root, "CodeRunner.AppHost"), "-c", "Release", "-v", "quiet", "-p:BuildProjectReferences=false"],
            [("AspirePackages", "true"), ("AspireTargets", targets), ("UseArtifactsOutput", "true"), ("ArtifactsPath", appHost.directory)]);
        exitCode.ShouldBe(0, text);
        return appHost;
    }

    private static async Task<(int ExitCode, string Text)> DotnetAsync(IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> properties)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, .. properties.Select(property => $"-p:{property.Name}={property.Value}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var patience = new CancellationTokenSource(Patience);
        using var program = Process.Start(start)!;
        var texts = await Task.WhenAll(program.StandardOutput.ReadToEndAsync(patience.Token), program.StandardError.ReadToEndAsync(patience.Token));
        await program.WaitForExitAsync(patience.Token);
        return (program.ExitCode, string.Concat(texts));
    }
}
