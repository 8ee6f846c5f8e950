using System.Collections.Concurrent;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Api.Webhooks;

/// <summary>Somebody's server that webhooks are sent to, on this machine's loopback.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> received = new();
    private WebApplication? app;

    /// <summary>How it answers what is sent to that path; 204 where nobody said.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, Task>> Answers { get; } = new();

    public int Port { get; } = FreePort.Next();

    public string Host => $"127.0.0.1:{Port}";

    public IReadOnlyList<Received> All => [.. received];

    public string Url(string path) => $"http://{Host}{path}";

    public async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Host}");
        app = builder.Build();
        app.Run(HandleAsync);
        await app.StartAsync();
        return this;
    }

    /// <summary>What came at that path, once there are so many.</summary>
    public Task<List<Received>> TakeAsync(string path, int count = 1) => Eventually.BeAsync(
        () => Task.FromResult(All.Where(each => each.Path == path).ToList()), all => all.Count >= count, $"{count} messages at {path}");

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers.ToDictionary(each => each.Key.ToLowerInvariant(), each => each.Value.ToString());
        received.Enqueue(new Received(context.Request.Path, context.Request.Method, headers, await reader.ReadToEndAsync()));
        if (Answers.TryGetValue(context.Request.Path, out var answer))
            await answer(context);
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}

internal sealed record Received(string Path, string Method, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];
}
