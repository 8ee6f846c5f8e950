using System.Xml;
using System.Xml.Linq;

namespace CodeRunner.Worker.Builds;

/// <summary>The machine's NuGet.Config: its sources and the logins to them.</summary>
internal static class NuGetConfig
{
    private const string PublicSource = "https://api.nuget.org/v3/index.json";

    /// <summary>As variables: the sources, unless there is only the public one, which is what NuGet uses unasked, and their logins by the names of <see cref="NuGetSources"/>.</summary>
    public static RegistrySettings Read(string text)
    {
        var variables = new Dictionary<string, string>();
        var root = Parse(text);
        var added = root?.Element("packageSources")?.Elements("add").Where(source => source.Attribute("value") is not null).ToArray() ?? [];
        var urls = Array.ConvertAll(added, source => (string)source.Attribute("value")!);
        var logins = added.Select(source => LoginOf(root!, (string?)source.Attribute("key") ?? "")).ToArray();
        if (urls is [] || (urls is [PublicSource] && logins is [null]))
            return new RegistrySettings(variables);
        variables["RestoreSources"] = string.Join(';', urls);
        var unreadable = default(string);
        foreach (var (source, login, key) in NuGetSources.Name(urls).Zip(logins, added.Select(source => (string?)source.Attribute("key"))))
        {
            if (login is { Count: > 0 })
                variables[$"{NuGetSources.Credentials}{source.Name}"] = $"Username={Value(login, "Username")};Password={Value(login, "ClearTextPassword")}{Types(login)}";
            if (login is not null && login.ContainsKey("Password") && !login.ContainsKey("ClearTextPassword"))
                unreadable = $"The NuGet.Config of this machine keeps the password of its source '{key}' encrypted, which no build can read. "
                    + "Tell the operator to store it with --store-password-in-clear-text, or to set Builds:Registries.";
        }
        return new RegistrySettings(variables, unreadable);
    }

    private static XElement? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : XDocument.Parse(text).Root;
        }
        catch (XmlException)
        {
            // NuGet itself would not read it either; a build says so better than a Worker that cannot start.
            return null;
        }
    }

    /// <summary>Its settings by name; null where the source has no login.</summary>
    private static Dictionary<string, string>? LoginOf(XElement root, string key) => root.Element("packageSourceCredentials")?.Elements()
        .FirstOrDefault(element => XmlConvert.DecodeName(element.Name.LocalName)!.Equals(key, StringComparison.OrdinalIgnoreCase))?.Elements("add")
        .ToDictionary(setting => (string?)setting.Attribute("key") ?? "", setting => Environment.ExpandEnvironmentVariables((string?)setting.Attribute("value") ?? ""), StringComparer.OrdinalIgnoreCase);

    private static string Value(Dictionary<string, string> login, string name) => login.GetValueOrDefault(name, "");

    private static string Types(Dictionary<string, string> login) => login.TryGetValue("ValidAuthenticationTypes", out var types) ? $";ValidAuthenticationTypes={types}" : "";
}
