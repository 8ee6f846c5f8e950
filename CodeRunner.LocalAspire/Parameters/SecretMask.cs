using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Parameters;

/// <summary>Replaces the values of secret parameters wherever a text is shown.</summary>
internal sealed class SecretMask
{
    public const string Shown = "••••••••";

    private const int ShortestSecret = 4;

    private readonly ConcurrentDictionary<string, byte> _secrets = new(StringComparer.Ordinal);

    public async Task LearnAsync(ParameterResource parameter, CancellationToken cancellationToken)
    {
        if (!parameter.Secret || await parameter.GetValueAsync(cancellationToken) is not { Length: >= ShortestSecret } value) return;
        _secrets.TryAdd(value, 0);
        _secrets.TryAdd(Uri.EscapeDataString(value), 0);
    }

    public string Apply(string text)
    {
        foreach (var secret in _secrets.Keys) text = text.Replace(secret, Shown, StringComparison.Ordinal);
        return text;
    }
}
