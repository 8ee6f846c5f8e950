using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;
using CodeRunner.ServiceDefaults;
using CodeRunner.Web.Client;

namespace CodeRunner.Web.Nodes;

/// <summary>Asks this service and the API how they are. Needs no session and no database, so that it also says what is down.</summary>
public sealed class ServiceStates(IHttpClientFactory clients, ServiceHealth own)
{
    public async Task<IReadOnlyList<ServiceState>> AskAsync(CancellationToken ct) => await Task.WhenAll(AskOwnAsync(ct), AskApiAsync(ct));

    private async Task<ServiceState> AskOwnAsync(CancellationToken ct)
    {
        var report = await own.NeedsAsync(ct);
        return new ServiceState(
            T("Dashboard"), true, report.Status.Word(), 0, [.. report.Entries.Select(entry => new ComponentHealth(entry.Key, entry.Value.Status.Word(), entry.Value.LatencyMs()))]);
    }

    private async Task<ServiceState> AskApiAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var http = clients.CreateClient(AuthClient.ClientName);
            // Also 503 is an answer, which says what is missing.
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), ct);
            var health = await answer.Content.ReadFromJsonAsync<Answer>(Wire.Json, ct);
            return new ServiceState(
                T("API"), true, health?.Status ?? "unhealthy", Elapsed(began), [.. (health?.Checks ?? []).Select(check => new ComponentHealth(check.Key, check.Value.Status, check.Value.LatencyMs))]);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or NotSupportedException || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return ServiceState.Silent(T("API"), Elapsed(began));
        }
    }

    private static double Elapsed(long began) => Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 1);

    private sealed record Answer(string Status, Dictionary<string, Check> Checks);

    private sealed record Check(string Status, double LatencyMs);
}
