using System.Collections;

namespace CodeRunner.Worker.Builds;

/// <summary>Reads the settings of the machine's package managers and says them as environment variables, which need no file in the sandbox.</summary>
internal static class MachineRegistries
{
    // Where packages come from, how TLS is checked, and the way out. Nothing else of the Worker's environment reaches a build.
    private static readonly string[] PassedOn =
    [
        "RestoreSources", "NUGET_CERT_REVOCATION_MODE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_CERT", "PIP_FIND_LINKS", "PIP_NO_INDEX",
    ];

    private static readonly string[] NpmKeys = ["registry", "cafile", "ca", "strict-ssl", "proxy", "https-proxy", "noproxy"];
    private static readonly string[] PipKeys = ["index-url", "extra-index-url", "trusted-host", "cert", "find-links", "no-index"];

    public static RegistrySettings Read()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var found = new Dictionary<string, string>();
        foreach (var file in new[] { "/etc/npmrc", "/usr/etc/npmrc", Environment.GetEnvironmentVariable("NPM_CONFIG_USERCONFIG") ?? Path.Combine(home, ".npmrc") })
            Add(found, FromNpmrc(Text(file)));
        var pip = Environment.GetEnvironmentVariable("PIP_CONFIG_FILE");
        foreach (var file in new[] { "/etc/pip.conf", Path.Combine(home, ".pip/pip.conf"), Path.Combine(home, ".config/pip/pip.conf"), pip })
            Add(found, FromPipConf(Text(file)));
        var nuget = new[] { Path.Combine(home, ".nuget/NuGet/NuGet.Config"), Path.Combine(home, ".config/NuGet/NuGet.Config") }
            .Select(file => NuGetConfig.Read(Text(file)))
            .FirstOrDefault(settings => settings.Variables.Count > 0);
        if (nuget is not null)
            Add(found, nuget.Variables);
        Add(found, FromEnvironment(Environment.GetEnvironmentVariables()));
        return new RegistrySettings(found, nuget?.Unreadable);
    }

    internal static IEnumerable<KeyValuePair<string, string>> FromNpmrc(string text) =>
        from setting in Settings(text)
        where NpmKeys.Contains(setting.Key) || setting.Key.StartsWith('@') || setting.Key.StartsWith("//", StringComparison.Ordinal)
        select new KeyValuePair<string, string>($"npm_config_{setting.Key.Replace("strict-ssl", "strict_ssl").Replace("https-proxy", "https_proxy")}", setting.Value);

    internal static IEnumerable<KeyValuePair<string, string>> FromPipConf(string text) =>
        from setting in Settings(text)
        where PipKeys.Contains(setting.Key)
        select new KeyValuePair<string, string>($"PIP_{setting.Key.ToUpperInvariant().Replace('-', '_')}", setting.Value);

    internal static IEnumerable<KeyValuePair<string, string>> FromEnvironment(IDictionary environment) =>
        from DictionaryEntry variable in environment
        let name = (string)variable.Key
        where PassedOn.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.StartsWith(NuGetSources.Credentials, StringComparison.Ordinal)
            || IsNpmRegistry(name)
        select new KeyValuePair<string, string>(name, (string?)variable.Value ?? "");

    private static bool IsNpmRegistry(string name) =>
        name.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase)
        && (NpmKeys.Contains(name[11..].ToLowerInvariant().Replace('_', '-')) || name[11..].StartsWith('@') || name[11..].StartsWith("//", StringComparison.Ordinal));

    private static void Add(Dictionary<string, string> all, IEnumerable<KeyValuePair<string, string>> some)
    {
        foreach (var (name, value) in some)
            all[name] = value;
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(string text) =>
        from line in text.Split('\n')
        let trimmed = line.Trim()
        where trimmed.Length > 0 && trimmed[0] is not ('#' or ';' or '[')
        let parts = trimmed.Split('=', 2, StringSplitOptions.TrimEntries)
        where parts.Length == 2
        select new KeyValuePair<string, string>(parts[0], Environment.ExpandEnvironmentVariables(parts[1].Trim('"')));

    /// <summary>A file that is not there, or not ours to read, configures nothing.</summary>
    private static string Text(string? path)
    {
        try
        {
            return path is not null && File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
