using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Worker.Sources;

/// <summary>Git over http on loopback, by git's own CGI program; and a way to make repositories.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private GitServer(string root)
    {
        Root = root;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(AnswerAsync);
    }

    public string Root { get; }

    public string Url => app.Urls.Single();

    /// <summary>As Sources:AllowedPrivateGitHosts spells it.</summary>
    public string Host => new Uri(Url).Authority;

    public int Requests => Volatile.Read(ref requests);

    /// <summary>When set, every request is sent there.</summary>
    public string? RedirectTo { get; set; }

    public static async Task<GitServer> StartAsync()
    {
        var server = new GitServer(Directory.CreateTempSubdirectory("git-server-").FullName);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Makes repository "app" with one commit, on branch main.</summary>
    public async Task MakeRepositoryAsync(params (string Path, string Content)[] files)
    {
        await GitAsync("init", "--quiet", "--initial-branch=main", "app");
        await CommitAsync(files);
    }

    /// <summary>Answers the new commit.</summary>
    public async Task<string> CommitAsync(params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(Root, "app", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content);
        }
        await GitAsync("-C", "app", "add", "--all");
        await GitAsync("-C", "app", "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "--allow-empty", "-m", "change");
        return (await GitAsync("-C", "app", "rev-parse", "HEAD")).Trim();
    }

    public Task<string> GitAsync(params string[] arguments) => RunAsync(arguments, new Dictionary<string, string?>(), Stream.Null);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        if (RedirectTo is { } elsewhere)
        {
            context.Response.Redirect(elsewhere + context.Request.Path + context.Request.QueryString);
            return;
        }
        var environment = new Dictionary<string, string?>
        {
            ["GIT_PROJECT_ROOT"] = Root,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["REQUEST_METHOD"] = context.Request.Method,
            ["PATH_INFO"] = context.Request.Path,
            ["QUERY_STRING"] = context.Request.QueryString.Value?.TrimStart('?'),
            ["CONTENT_TYPE"] = context.Request.ContentType,
            ["HTTP_CONTENT_ENCODING"] = context.Request.Headers.ContentEncoding,
            ["GIT_PROTOCOL"] = context.Request.Headers["Git-Protocol"],
        };
        var answer = Encoding.Latin1.GetBytes(await RunAsync(["http-backend"], environment, context.Request.Body));
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var header in Encoding.Latin1.GetString(answer, 0, end).Split("\r\n").Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Status")
                context.Response.StatusCode = int.Parse(header[1].Split(' ')[0]);
            else
                context.Response.Headers[header[0]] = header[1];
        }
        await context.Response.Body.WriteAsync(answer.AsMemory(end + 4));
    }

    private async Task<string> RunAsync(IEnumerable<string> arguments, Dictionary<string, string?> environment, Stream input)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 };
        foreach (var (name, value) in environment.Where(variable => variable.Value is not null))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        await input.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, string.Join(' ', arguments));
        return output;
    }
}
