using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Core.Vault.KeyServices;

/// <summary>A key service on this machine, which keeps what it was asked and can be told to be ill.</summary>
internal abstract class FakeKeyService : IAsyncDisposable
{
    private readonly int port = FreePort.Next();
    private WebApplication? app;

    public string Address => $"http://127.0.0.1:{port}";

    public ConcurrentQueue<Asked> Requests { get; } = new();

    /// <summary>What is answered instead, for as long as it answers anything.</summary>
    public Func<Asked, Answer?>? Instead { get; set; }

    public TimeSpan Delay { get; set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        app = builder.Build();
        app.Run(HandleAsync);
        await app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref app, null) is { } running)
            await running.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    protected abstract Answer Serve(Asked asked);

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var asked = new Asked(context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString()), text);
        Requests.Enqueue(asked);
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var answer = Instead?.Invoke(asked) ?? Serve(asked);
        context.Response.StatusCode = (int)answer.Status;
        if (answer.Location is not null)
            context.Response.Headers.Location = answer.Location;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body, Encoding.UTF8);
    }

    internal sealed record Asked(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public string Header(string name) => Headers.FirstOrDefault(each => each.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
    }

    internal sealed record Answer(HttpStatusCode Status, string Body, string? Location = null)
    {
        public static Answer Of(object body, HttpStatusCode status = HttpStatusCode.OK) => new(status, System.Text.Json.JsonSerializer.Serialize(body));
    }
}
