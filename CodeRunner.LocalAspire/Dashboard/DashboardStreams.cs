using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Parameters;
using CodeRunner.LocalAspire.State;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>Server-Sent Events: console lines, and that something has changed.</summary>
internal static class DashboardStreams
{
    public static async Task LogsAsync(LogBacklog log, SecretMask mask, HttpContext http, CancellationToken stopping)
    {
        using var ends = Begin(http, stopping);
        try
        {
            await foreach (var batch in log.WatchAsync(ends.Token))
            {
                foreach (var line in batch)
                {
                    var data = JsonSerializer.Serialize(new { n = line.LineNumber, text = mask.Apply(line.Content), error = line.IsErrorMessage });
                    await http.Response.WriteAsync($"data: {data}\n\n", ends.Token);
                }

                await http.Response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left, or the application ends.
        }
    }

    public static async Task ChangesAsync(ResourceNotificationService notifications, HttpContext http, CancellationToken stopping)
    {
        using var ends = Begin(http, stopping);
        try
        {
            await foreach (var each in notifications.WatchAsync(ends.Token))
            {
                await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(each.ResourceId)}\n\n", ends.Token);
                await http.Response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left, or the application ends.
        }
    }

    private static CancellationTokenSource Begin(HttpContext http, CancellationToken stopping)
    {
        http.Response.ContentType = "text/event-stream";
        return CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
    }
}
