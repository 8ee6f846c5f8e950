using System.Text.Json;
using System.Threading.Channels;
using CodeRunner.Api.Access;
using CodeRunner.Api.Live;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Metrics;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Metrics;

/// <summary>Live samples as Server-Sent Events. A slow client gets the newest; what it missed, history has.</summary>
internal static class MetricStreaming
{
    private const int MostWaiting = 30;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> StreamAsync(
        Guid id, HttpContext context, Caller caller, Visibility visibility, SampleFeeds feeds, Watchers watchers, TimeProvider time, CancellationToken cancellationToken)
    {
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out var deployment, out var refusal))
            return refusal;

        var samples = Channel.CreateBounded<LiveSample>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        using var listening = await feeds.JoinAsync(id, sample => samples.Writer.TryWrite(sample));
        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync(cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(caller.TimeLeft(time));
        using var watched = watchers.Add(new Watcher(caller, deployment.ProjectId, id, reach =>
        {
            if (reach?.Allows(Right.Read, deployment.Environment) != true)
                ending.Cancel();
        }));
        try
        {
            await WriteAsync(context.Response, samples.Reader, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client left, its token ended, or was revoked, or its membership ended: each ends the stream.
        }
        return TypedResults.Empty;
    }

    private static async Task WriteAsync(HttpResponse response, ChannelReader<LiveSample> samples, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A comment now and then keeps proxies from taking a quiet stream for a dead one.
            await response.WriteAsync(await NextAsync(samples, cancellationToken) is { } sample ? Event(sample) : ": \n\n", cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    private static async Task<LiveSample?> NextAsync(ChannelReader<LiveSample> samples, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Heartbeat);
        try
        {
            return await samples.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string Event(LiveSample sample) => $"event: sample\ndata: {JsonSerializer.Serialize(new MetricSample(sample.Time, sample.Values), Wire.Json)}\n\n";
}
