using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// Where npm, NuGet and pip get packages, as environment variables for a build: what the operator set, or else what this machine is configured with. Read once; may hold
/// credentials, so it is neither logged nor handed to an app that runs.
/// </summary>
public sealed partial class RegistryEnvironment
{
    private static readonly string[] SecretWords = ["_auth", "token", "password", "credentials"];

    public RegistryEnvironment(IOptions<BuildsOptions> options)
        : this(options.Value.Registries.AsReadOnly() is { Count: > 0 } set ? new RegistrySettings(set) : MachineRegistries.Read(), options.Value.Registries.Count > 0)
    {
    }

    internal RegistryEnvironment(RegistrySettings settings, bool isExact)
    {
        (IsExact, Unreadable) = (isExact, settings.Unreadable);
        Variables = settings.Variables.Where(variable => variable.Value.Length > 0).ToDictionary();
        Secrets = [.. Variables.SelectMany(SecretsOf).Distinct()];
    }

    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Whether the operator has said what there is, so that nothing is added to it.</summary>
    public bool IsExact { get; }

    /// <summary>In words for people: what of the machine's settings no .NET build can use; null for nothing.</summary>
    public string? Unreadable { get; }

    /// <summary>The credentials in it: what a build must not print.</summary>
    public IReadOnlyList<string> Secrets { get; }

    private static IEnumerable<string> SecretsOf(KeyValuePair<string, string> variable)
    {
        if (SecretWords.Any(word => variable.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            yield return variable.Value;
        if (NuGetPassword().Match(variable.Value) is { Success: true } login)
            yield return login.Groups["password"].Value;
        foreach (var part in variable.Value.Split(' ', ';', ','))
        {
            if (Uri.TryCreate(part, UriKind.Absolute, out var url) && url.UserInfo.Length > 0)
                yield return url.UserInfo.Split(':', 2)[^1];
        }
    }

    [GeneratedRegex(@"^Username=.*?;\s*Password=(?<password>.*?)(;ValidAuthenticationTypes=.*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NuGetPassword();
}
