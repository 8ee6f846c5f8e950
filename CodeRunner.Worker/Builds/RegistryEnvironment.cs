using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// Where this machine's npm, NuGet and pip get packages, as environment variables for a build. Read once; may hold credentials, so it is neither logged
/// nor handed to an app that runs.
/// </summary>
public sealed class RegistryEnvironment
{
    private const int ShortestSecret = 6;
    private static readonly string[] SecretWords = ["_auth", "token", "password", "credentials"];

    private readonly string[] secrets;

    public RegistryEnvironment(IOptions<BuildsOptions> options)
        : this(MachineRegistries.Read(), options.Value.Registries)
    {
    }

    internal RegistryEnvironment(IReadOnlyDictionary<string, string> machine, IDictionary<string, string> settings)
    {
        var all = new Dictionary<string, string>(machine);
        foreach (var (name, value) in settings)
            all[name] = value;
        Variables = all.Where(variable => variable.Value.Length > 0).ToDictionary();
        secrets = [.. Variables.SelectMany(SecretsOf).Where(secret => secret.Length >= ShortestSecret).Distinct()];
    }

    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The line with every credential of a registry replaced.</summary>
    public string Mask(string line)
    {
        foreach (var secret in secrets)
            line = line.Replace(secret, "***", StringComparison.Ordinal);
        return line;
    }

    private static IEnumerable<string> SecretsOf(KeyValuePair<string, string> variable)
    {
        if (SecretWords.Any(word => variable.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            yield return variable.Value;
        foreach (var part in variable.Value.Split(' ', ';', ','))
        {
            if (part.StartsWith("Password=", StringComparison.OrdinalIgnoreCase))
                yield return part["Password=".Length..];
            if (Uri.TryCreate(part, UriKind.Absolute, out var url) && url.UserInfo.Length > 0)
                yield return url.UserInfo.Split(':', 2)[^1];
        }
    }
}
