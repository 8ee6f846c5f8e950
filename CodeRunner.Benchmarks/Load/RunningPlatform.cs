using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Benchmarks.Load;

/// <summary>The platform as a person starts it, with `./coderunner up`, in a directory of its own.</summary>
internal sealed class RunningPlatform : IAsyncDisposable
{
    private const string Email = "idle@example.org";
    private static readonly string Launcher = Path.Combine(SampleApp.Repository, "coderunner");

    private RunningPlatform(string directory, Uri api) => (Directory, Http) = (directory, new HttpClient { BaseAddress = api });

    public string Directory { get; }

    public HttpClient Http { get; }

    public static async Task<RunningPlatform> StartAsync(CancellationToken cancellationToken)
    {
        var directory = Path.Combine(Environment.GetEnvironmentVariable("CODERUNNER_RUN") ?? Path.Combine(SampleApp.Repository, ".run", "bench"), "up");
        await LaunchAsync(directory, ["up", "--detach", "--fresh", "--local"], cancellationToken);
        using var endpoints = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "endpoints.json"), cancellationToken));
        var platform = new RunningPlatform(directory, new Uri(endpoints.RootElement.GetProperty("api").GetString()!));
        await platform.Http.SendJsonAsync<UserResponse>("/api/auth/register", new RegisterRequest(Email, Platform.Password, "Idle"), cancellationToken);
        await platform.SignInAsync(cancellationToken);
        return platform;
    }

    public Task SignInAsync(CancellationToken cancellationToken) => Http.SignInAsync(Email, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await LaunchAsync(Directory, ["down"], CancellationToken.None);
    }

    private static async Task LaunchAsync(string directory, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Launcher, arguments) { Environment = { ["CODERUNNER_RUN"] = directory }, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"./coderunner {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
