using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace CodeRunner.LocalAspire.Parameters;

/// <summary>Generated parameter values, kept in a file that only its owner reads.</summary>
internal sealed class GeneratedSecrets
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Dictionary<string, string> _values;

    private GeneratedSecrets(string path, Dictionary<string, string> values)
    {
        _path = path;
        _values = values;
    }

    public static GeneratedSecrets Open(string directory)
    {
        var path = Path.Combine(directory, "secrets.json");
        return new GeneratedSecrets(path, File.Exists(path)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? []
            : []);
    }

    public IConfigurationSource AsConfiguration()
    {
        lock (_gate) return new MemoryConfigurationSource { InitialData = [.. _values.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value))] };
    }

    public string GetOrAdd(string key, Func<string> generate)
    {
        lock (_gate)
        {
            if (_values.TryGetValue(key, out var known)) return known;
            var value = _values[key] = generate();
            Save();
            return value;
        }
    }

    // Written beside and renamed: a killed run leaves the old file or the new one, never half of it.
    private void Save()
    {
        var next = _path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(next, options)) JsonSerializer.Serialize(file, _values, Indented);
        File.Move(next, _path, overwrite: true);
    }
}
