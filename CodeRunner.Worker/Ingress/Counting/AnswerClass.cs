namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>How requests end, for counting: by the first digit of the status, or that nobody waited for one.</summary>
internal static class AnswerClass
{
    private static readonly string[] Names = ["aborted", "1xx", "2xx", "3xx", "4xx", "5xx"];

    public static int Count => Names.Length;

    public static string NameOf(int index) => Names[index];

    public static int IndexOf(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? 0 : Math.Clamp(context.Response.StatusCode / 100, 1, 5);

    /// <summary>A WebSocket lasts as long as people stay: its time says nothing of how quick the app is.</summary>
    public static bool HasLatency(int index) => index > 1;
}
