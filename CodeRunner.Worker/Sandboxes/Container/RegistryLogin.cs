using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>A login at the image registry <see cref="Host"/>, such as ghcr.io.</summary>
public sealed class RegistryLogin
{
    private static readonly string[] Dockers = ["docker.io", "index.docker.io", "registry-1.docker.io"];

    public string Host { get; set; } = "";

    public string Username { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>As an engine takes it; an empty one where there is no login.</summary>
    internal static AuthConfig For(string registry, IEnumerable<RegistryLogin> logins)
    {
        var hosts = Dockers.Contains(registry) ? Dockers : [registry];
        var login = logins.FirstOrDefault(r => hosts.Contains(r.Host, StringComparer.OrdinalIgnoreCase));
        return login is null ? new AuthConfig() : new AuthConfig { ServerAddress = registry, Username = login.Username, Password = login.Password };
    }
}
