using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Of an engine's many messages those that a person wants to read, each once.</summary>
internal sealed class PullProgress(Action<string> say) : IProgress<JSONMessage>
{
    private const int MostLines = 200;
    private readonly HashSet<string> _said = [];

    public void Report(JSONMessage value)
    {
        if (string.IsNullOrWhiteSpace(value.Status) || value.Progress is { Total: > 0 } || value.Status is "Waiting" or "Verifying Checksum") return;
        var line = string.IsNullOrEmpty(value.ID) ? value.Status : $"{value.ID}: {value.Status}";
        if (_said.Count < MostLines && _said.Add(line)) say(line);
    }
}
