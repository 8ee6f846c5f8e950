using System.Globalization;
using System.Net;
using CodeRunner.Worker.Builds.Steps;

namespace CodeRunner.Worker.Sources.Git;

/// <summary>The command that brings one commit of a repository into /app. Pure: a test reads the whole of it.</summary>
internal static class GitFetch
{
    // What a stranger chose comes in as $1 and $2, never as text of the script.
    private const string Script =
        "git init --quiet --initial-branch=source . "
        + "&& git fetch --quiet --depth 1 --no-tags --no-recurse-submodules --end-of-options \"$1\" \"$2\" "
        + "&& git checkout --quiet --detach --no-recurse-submodules FETCH_HEAD "
        + "&& git log -1 --no-show-signature --format=%H";

    public static BuildStep Step(GitAddress address, IReadOnlyList<IPAddress> addresses, IReadOnlyDictionary<string, string> registries) => new(
        $"git fetch {address.Url.AbsoluteUri} {address.Ref}", ["/bin/sh", "-c", Script, "git", address.Url.AbsoluteUri, address.Ref])
    {
        Environment = Environment(address, addresses, registries),
    };

    private static Dictionary<string, string> Environment(GitAddress address, IReadOnlyList<IPAddress> addresses, IReadOnlyDictionary<string, string> registries)
    {
        (string Key, string Value)[] settings =
        [
            ("protocol.allow", "never"),
            ($"protocol.{address.Url.Scheme}.allow", "always"),
            // The name was looked up and judged once; git must not look it up again and get another answer.
            ("http.curloptResolve", $"{Host(address)}:{address.Url.Port}:{string.Join(',', addresses.Select(Spell))}"),
            ("http.followRedirects", "false"),
            ("core.hooksPath", "/dev/null"),
            ("core.fsmonitor", "false"),
            ("submodule.recurse", "false"),
            ("credential.helper", ""),
            ("transfer.fsckObjects", "true"),
            ("fetch.fsck.missingSpaceBeforeDate", "ignore"),
            ("fetch.fsck.zeroPaddedFilemode", "ignore"),
            ("gc.auto", "0"),
        ];
        var environment = new Dictionary<string, string>
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_LFS_SKIP_SMUDGE"] = "1",
            ["GIT_CONFIG_COUNT"] = settings.Length.ToString(CultureInfo.InvariantCulture),
        };
        for (var index = 0; index < settings.Length; index++)
            (environment[$"GIT_CONFIG_KEY_{index}"], environment[$"GIT_CONFIG_VALUE_{index}"]) = settings[index];
        foreach (var name in (string[])["GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR"])
        {
            if (registries.TryGetValue(name, out var value))
                environment[name] = value;
        }
        return environment;
    }

    private static string Host(GitAddress address) => address.Url.HostNameType == UriHostNameType.IPv6 ? $"[{address.Url.IdnHost}]" : address.Url.IdnHost;

    private static string Spell(IPAddress address) => address.ToString() is var text && text.Contains(':') ? $"[{text}]" : text;
}
