using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Somebody who sets variables and secrets all the time, and remembers what was accepted. What had no answer may or may not have been done.</summary>
internal sealed class AcceptedWrites : IDisposable
{
    private const int Keys = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Platform platform;
    private readonly HttpClient http;
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<string, List<string>> possible = new();
    private readonly Task writing;
    private int number;

    public AcceptedWrites(Platform platform)
    {
        this.platform = platform;
        http = new HttpClient { BaseAddress = platform.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = platform.Http.DefaultRequestHeaders.Authorization;
        writing = Task.Run(WriteAsync);
    }

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    private string Path => $"/api/projects/{platform.Project}/environments/staging/config/variables";

    public async Task EndAsync()
    {
        await end.CancelAsync();
        await writing;
    }

    /// <summary>How many keys have another value than the last that was accepted, or a later one that had no answer.</summary>
    public async Task<int> CountLostAsync(CancellationToken cancellationToken)
    {
        await platform.SignInAgainAsync(cancellationToken);
        var config = await platform.GetAsync<ConfigResponse>($"/api/projects/{platform.Project}/environments/staging/config", cancellationToken);
        var values = config.Variables.ToDictionary(each => each.Key, each => each.Value);
        foreach (var secret in config.Secrets)
            values[secret.Key] = (await platform.PostAsync<RevealedValue>($"{Path}/{secret.Key}/reveal", new { }, cancellationToken)).Value;
        return possible.Count(each => !each.Value.Contains(values.GetValueOrDefault(each.Key) ?? ""));
    }

    public void Dispose()
    {
        end.Dispose();
        http.Dispose();
    }

    private async Task WriteAsync()
    {
        while (!end.IsCancellationRequested)
        {
            var (key, value) = ($"KEY_{number % Keys}", $"value-{number}");
            var encrypted = number % Keys % 2 == 0;
            number++;
            try
            {
                using var answer = await http.PutAsJsonAsync($"{Path}/{key}", new SetVariableRequest(value, encrypted), Wire.Json);
                if (answer.IsSuccessStatusCode)
                {
                    possible[key] = [value];
                    Accepted++;
                }
                else
                {
                    Refused++;
                    if (answer.StatusCode == HttpStatusCode.Unauthorized)
                        await http.SignInAsync(Platform.Email, default);
                    else if ((int)answer.StatusCode >= 500)
                        May(key, value);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                Refused++;
                May(key, value);
            }
            await Task.Delay(Pause);
        }
    }

    /// <summary>Where nothing was accepted for the key before, any value or none is right.</summary>
    private void May(string key, string value)
    {
        if (possible.TryGetValue(key, out var values))
            values.Add(value);
    }
}
