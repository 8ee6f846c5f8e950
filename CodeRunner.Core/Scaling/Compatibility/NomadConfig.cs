using System.Globalization;

namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>A strategy's settings as Nomad's policies have them: text by key, of which an empty one is none. The first that is wrong is kept.</summary>
internal sealed class NomadConfig(IReadOnlyDictionary<string, string> settings)
{
    public string? Error { get; private set; }

    public bool Has(string key) => settings.GetValueOrDefault(key) is { Length: > 0 };

    public double? Number(string key)
    {
        if (!Has(key))
            return null;
        if (double.TryParse(settings[key], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        Refuse($"{key} must be a number.");
        return null;
    }

    public long? Whole(string key)
    {
        if (!Has(key))
            return null;
        if (long.TryParse(settings[key], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Refuse($"{key} must be a whole number.");
        return null;
    }

    public void Refuse(string error) => Error ??= error;
}
