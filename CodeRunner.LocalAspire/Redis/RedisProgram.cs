using System.Globalization;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using CodeRunner.LocalAspire.Processes;

namespace CodeRunner.LocalAspire.Redis;

/// <summary>Starts a private Redis server. Its configuration, with the password, goes through standard input.</summary>
internal sealed class RedisProgram(RedisResource redis, RunnerServices services) : IProgram
{
    private const string PidFileName = "redis.pid";

    private readonly string _directory = services.Directories.For(redis);

    public bool StartsAgain => true;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        ServerDirectory.Make(_directory, User());
        var pidFile = Path.Combine(_directory, PidFileName);
        await Remains.EndAsync(new RemainsQuery(redis.Name, "redis-server", pidFile, Signal.Terminate), services, cancellationToken);
        File.Delete(pidFile);
    }

    public async Task<ProcessSpec> DescribeAsync(CancellationToken cancellationToken) => new(FindServer(), ["-"], "/")
    {
        Input = await ConfigureAsync(cancellationToken),
        Environment = InheritedEnvironment.ForServers(services.Directories.Data),
        DeathSignal = Signal.Terminate,
        Grace = Graces.For(redis, services.Configuration, Graces.OfExecutables),
        User = User(),
    };

    private async Task<string> ConfigureAsync(CancellationToken cancellationToken)
    {
        var port = redis.PrimaryEndpoint.EndpointAnnotation.ListenPorts[0].ToString(CultureInfo.InvariantCulture);
        var seen = User()?.Seen(_directory) ?? _directory;
        var lines = new StringBuilder();
        lines.Append("bind 127.0.0.1\nport ").Append(port).Append("\ntcp-backlog 128\ndaemonize no\nmaxmemory-policy noeviction\n");
        lines.Append("dir ").Append(Quoted(seen)).Append("\npidfile ").Append(Quoted(Path.Combine(seen, PidFileName))).Append('\n');
        if (redis.PasswordParameter is { } parameter)
            lines.Append("requirepass ").Append(Quoted(await parameter.GetValueAsync(cancellationToken) ?? "")).Append('\n');
        lines.Append(redis.Persistence is { } kept
            ? string.Create(CultureInfo.InvariantCulture, $"appendonly yes\nsave {Math.Max(1, (long)kept.Interval.TotalSeconds)} {kept.KeysChanged}\n")
            : "appendonly no\nsave \"\"\n");
        return lines.ToString();
    }

    private ServiceUser? User() => ServiceUser.For("redis", _directory);

    private static string FindServer() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, "redis-server")).FirstOrDefault(File.Exists)
        ?? throw new DistributedApplicationException("Redis is not installed. On Debian: apt-get install redis-server");

    // Line by line, so a line break in a value would be a directive of its own.
    private static string Quoted(string value) => value.Any(char.IsControl)
        ? throw new DistributedApplicationException("A password or path for Redis must not contain control characters.")
        : $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
