using System.Collections.Concurrent;
using CodeRunner.Contracts.Configuration;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Somebody who sets variables and secrets all the time, and remembers what was accepted. What had no answer may or may not have been done.</summary>
internal sealed class AcceptedWrites : Insistence
{
    private const int Keys = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, List<string>> possible = new();
    private int number;

    public AcceptedWrites(Platform platform)
        : base(platform, Pause) => Begin();

    private string Path => $"/api/projects/{Platform.Project}/environments/staging/config/variables";

    /// <summary>How many keys have another value than the last that was accepted, or a later one that had no answer.</summary>
    public async Task<int> CountLostAsync(CancellationToken cancellationToken)
    {
        await Platform.SignInAgainAsync(cancellationToken);
        var config = await Platform.GetAsync<ConfigResponse>($"/api/projects/{Platform.Project}/environments/staging/config", cancellationToken);
        var values = config.Variables.ToDictionary(each => each.Key, each => each.Value);
        foreach (var secret in config.Secrets)
            values[secret.Key] = (await Platform.PostAsync<RevealedValue>($"{Path}/{secret.Key}/reveal", new { }, cancellationToken)).Value;
        return possible.Count(each => !each.Value.Contains(values.GetValueOrDefault(each.Key) ?? ""));
    }

    protected override async Task AskOnceAsync()
    {
        var (key, value) = ($"KEY_{number % Keys}", $"value-{number}");
        var encrypted = number % Keys % 2 == 0;
        number++;
        var (fate, _) = await SendAsync<object>(HttpMethod.Put, $"{Path}/{key}", new SetVariableRequest(value, encrypted));
        if (fate == Fate.Accepted)
            possible[key] = [value];
        // Where nothing was accepted for the key before, any value or none is right.
        else if (fate == Fate.Unknown && possible.TryGetValue(key, out var values))
            values.Add(value);
    }
}
