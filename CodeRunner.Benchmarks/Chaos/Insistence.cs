using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Somebody who asks the platform for something again and again, whatever befalls it, and counts what was accepted.</summary>
internal abstract class Insistence : IDisposable
{
    private readonly HttpClient http;
    private readonly TimeSpan pause;
    private readonly CancellationTokenSource end = new();
    private Task asking = Task.CompletedTask;

    protected Insistence(Platform platform, TimeSpan pause)
    {
        (Platform, this.pause) = (platform, pause);
        http = new HttpClient { BaseAddress = platform.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = platform.Http.DefaultRequestHeaders.Authorization;
    }

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    protected Platform Platform { get; }

    public async Task EndAsync()
    {
        await end.CancelAsync();
        await asking;
    }

    public void Dispose()
    {
        end.Dispose();
        http.Dispose();
    }

    protected void Begin() => asking = Task.Run(async () =>
    {
        while (!end.IsCancellationRequested)
        {
            await AskOnceAsync();
            await Task.Delay(pause);
        }
    });

    protected abstract Task AskOnceAsync();

    /// <summary>What the answer to an accepted one says, if it is of interest, comes with it.</summary>
    protected async Task<(Fate Fate, T? Said)> SendAsync<T>(HttpMethod method, string path, object body)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, body.GetType(), options: Wire.Json) };
            using var answer = await http.SendAsync(request);
            if (answer.IsSuccessStatusCode)
            {
                Accepted++;
                return (Fate.Accepted, answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.Content.ReadFromJsonAsync<T>(Wire.Json));
            }
            Refused++;
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                await http.SignInAsync(Platform.Email, default);
            return ((int)answer.StatusCode >= 500 ? Fate.Unknown : Fate.Refused, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            Refused++;
            return (Fate.Unknown, null);
        }
    }

    protected enum Fate
    {
        Accepted,
        Refused,

        /// <summary>There was no answer: it may or may not have been done.</summary>
        Unknown,
    }
}
