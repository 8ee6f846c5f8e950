using System.Diagnostics;
using CodeRunner.Core.Traces;
using CodeRunner.Core.Vault;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sources;

namespace CodeRunner.Worker.Deployments.Tracing;

/// <summary>
/// Spans of a deploy, each a child of the request that asked for it: a Worker that is killed takes none of the others' parents with it. What an app's owner typed (commands,
/// names, addresses) is in none of them.
/// </summary>
internal static class DeployTraces
{
    public static readonly ActivitySource Source = new("CodeRunner.Deploys");

    /// <summary>Begins a span that belongs to the stored <paramref name="parent"/>; without one it begins a trace of its own, linked to <paramref name="related"/>.</summary>
    public static Activity? Begin(string name, string? parent, DeployTags tags, DateTimeOffset began = default, string? related = null)
    {
        var current = Activity.Current;
        // Nothing is a child of what happens to be under way here.
        Activity.Current = null;
        var span = Source.StartActivity(ActivityKind.Internal, TraceParent.Read(parent), tags.List(), Links(parent is null ? related : null), began, name);
        if (span is null)
            Activity.Current = current;
        return span;
    }

    /// <summary>A span of something that is over.</summary>
    public static void Record(string name, string? parent, DeployTags tags, DateTimeOffset began, DateTimeOffset ended, string? error = null)
    {
        var before = Activity.Current;
        using (var span = Begin(name, parent, tags, began))
        {
            span?.SetEndTime(ended.UtcDateTime);
            span.Fail(error);
        }
        Activity.Current = before;
    }

    /// <summary>Does the work within a span; what it throws is its error. The span is begun here, so that the caller's own trace is as it was afterwards.</summary>
    public static async Task<T> RunAsync<T>(Func<Activity?> begin, Func<Activity?, Task<T>> work)
    {
        using var span = begin();
        try
        {
            return await work(span);
        }
        catch (Exception exception) when (span.Fail(CodeOf(exception)))
        {
            throw;
        }
    }

    public static Task RunAsync(Func<Activity?> begin, Func<Task> work) => RunAsync(begin, async _ =>
    {
        await work();
        return true;
    });

    /// <summary>A part of what is under way here.</summary>
    public static Activity? BeginPart(string name, params ReadOnlySpan<KeyValuePair<string, object?>> tags) => Source.StartActivity(ActivityKind.Internal, tags: tags.ToArray(), name: name);

    /// <summary>Marks the span as failed with a reason's code; its message may quote an app. Always false, to be asked in a filter.</summary>
    public static bool Fail(this Activity? span, string? code)
    {
        if (code is not null)
            span?.SetStatus(ActivityStatusCode.Error, code).SetTag("error.type", code);
        return false;
    }

    private static string CodeOf(Exception exception) => exception switch
    {
        OperationCanceledException => "cancelled",
        BuildFailedException failed => failed.Reason.Code,
        SourceException refused => refused.Code,
        SandboxException unable => unable.Code,
        KeyServiceException => SandboxRunner.KeysAwayCode,
        _ => exception.GetType().Name,
    };

    private static ActivityLink[] Links(string? related) => related is null ? [] : [new ActivityLink(TraceParent.Read(related))];
}
