using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Worker.Builds;

/// <summary>A NuGet feed on loopback with one package, for those only who log in.</summary>
internal sealed class NuGetFeed : IAsyncDisposable
{
    public const string Password = "open-sesame-1001";
    private const string User = "ali";
    private readonly WebApplication app;

    private NuGetFeed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Use(LogInAsync);
        app.MapGet("/v3/index.json", () => Results.Text($$"""{"version":"3.0.0","resources":[{"@id":"{{Base}}/flat/","@type":"PackageBaseAddress/3.0.0"}]}""", "application/json"));
        app.MapGet("/flat/greeting/index.json", () => Results.Text("""{"versions":["1.0.0"]}""", "application/json"));
        app.MapGet("/flat/greeting/1.0.0/greeting.1.0.0.nupkg", () => Results.Bytes(Package(), "application/octet-stream"));
    }

    public string Url => $"{Base}/v3/index.json";

    public static string Credentials => $"Username={User};Password={Password};ValidAuthenticationTypes=basic";

    private string Base => app.Urls.Single();

    public static async Task<NuGetFeed> StartAsync()
    {
        var feed = new NuGetFeed();
        await feed.app.StartAsync();
        return feed;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Task LogInAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Authorization == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}")
            return next(context);
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"feed\"";
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static byte[] Package()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "greeting.nuspec", """
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>greeting</id><version>1.0.0</version><authors>us</authors><description>A greeting.</description></metadata>
                </package>
                """);
            Add(zip, "content/readme.txt", "hello");
        }
        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(content);
    }
}
