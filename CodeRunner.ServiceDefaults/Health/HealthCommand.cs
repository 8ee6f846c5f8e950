namespace CodeRunner.ServiceDefaults;

/// <summary>
/// The argument `health`: asks the service that runs beside it in the same container, where there is no other program that could, whether it has started and lives.
/// </summary>
public static class HealthCommand
{
    /// <summary>Ports that the service listens on, as ASP.NET Core and its images have them: 8080, or 8080;8081.</summary>
    private const string Ports = "ASPNETCORE_HTTP_PORTS";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null when something else was asked for; otherwise the exit status: 0 for yes, 1 for no and for no answer.</summary>
    public static async Task<int?> RunAsync(string[] args)
    {
        if (args is not ["health"])
            return null;
        var port = (Environment.GetEnvironmentVariable(Ports) ?? "8080").Split(';')[0];
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/started"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"Port {port} does not answer: {away.Message}");
            return 1;
        }
    }
}
