using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CodeRunner.Tests.Support;
using StackExchange.Redis;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>All that Redis is asked while this lasts, messages to subscribers included, and in the end all that it keeps.</summary>
internal sealed class MonitoredRedis : IAsyncDisposable
{
    private readonly ConfigurationOptions options;
    private readonly TcpClient client = new();
    private readonly MemoryStream said = new();
    private Task reading = Task.CompletedTask;

    private MonitoredRedis(ConfigurationOptions options) => this.options = options;

    public static async Task<MonitoredRedis> StartAsync(string connectionString)
    {
        var redis = new MonitoredRedis(ConfigurationOptions.Parse(connectionString));
        var (host, port) = redis.options.EndPoints[0] switch
        {
            DnsEndPoint name => (name.Host, name.Port),
            IPEndPoint address => ($"{address.Address}", address.Port),
            var other => throw new NotSupportedException($"{other}"),
        };
        await redis.client.ConnectAsync(host, port);
        if (redis.options.Password is { } password)
            await redis.AskAsync("AUTH", redis.options.User ?? "default", password);
        await redis.AskAsync("MONITOR");
        redis.reading = redis.ReadAsync();
        await Eventually.BeTrueAsync(() => Task.FromResult(redis.Text().Contains("+OK", StringComparison.Ordinal)), "Redis tells what it is asked");
        return redis;
    }

    /// <summary>The words of the commands in what MONITOR says, as the bytes that they were.</summary>
    public static IEnumerable<byte[]> Arguments(byte[] monitored)
    {
        var (word, isInside) = (new List<byte>(), false);
        for (var at = 0; at < monitored.Length; at++)
        {
            if (monitored[at] == '"')
            {
                if (isInside)
                    yield return [.. word];
                word.Clear();
                isInside = !isInside;
            }
            else if (isInside)
            {
                word.Add(monitored[at] == '\\' ? Escaped(monitored, ref at) : monitored[at]);
            }
        }
    }

    public async Task TellAsync(Evidence evidence)
    {
        foreach (var word in Arguments(Encoding.Latin1.GetBytes(Text())))
            evidence.Add("what Redis is asked", word);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var database = connection.GetDatabase();
        await foreach (var key in connection.GetServers()[0].KeysAsync(pattern: "*"))
        {
            evidence.Add("what Redis keeps", (byte[])key!);
            foreach (var part in Parts(await ReadAsync(database, key)))
                evidence.Add("what Redis keeps", part);
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        said.Dispose();
    }

    private static byte Escaped(byte[] monitored, ref int at)
    {
        switch ((char)monitored[++at])
        {
            case 'x':
                at += 2;
                return byte.Parse(Encoding.ASCII.GetString(monitored, at - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            case 'n':
                return (byte)'\n';
            case 'r':
                return (byte)'\r';
            case 't':
                return (byte)'\t';
            case 'a':
                return 7;
            case 'b':
                return 8;
            default:
                return monitored[at];
        }
    }

    private static async Task<RedisResult> ReadAsync(IDatabase database, RedisKey key) => await database.KeyTypeAsync(key) switch
    {
        RedisType.Hash => await database.ExecuteAsync("HGETALL", key),
        RedisType.List => await database.ExecuteAsync("LRANGE", key, 0, -1),
        RedisType.Set => await database.ExecuteAsync("SMEMBERS", key),
        RedisType.SortedSet => await database.ExecuteAsync("ZRANGE", key, 0, -1),
        RedisType.Stream => await database.ExecuteAsync("XRANGE", key, "-", "+"),
        _ => await database.ExecuteAsync("GET", key),
    };

    private static IEnumerable<byte[]> Parts(RedisResult result) =>
        result.IsNull ? [] : result.Length >= 0 ? ((RedisResult[])result!).SelectMany(Parts) : [(byte[])result!];

    private async Task AskAsync(params string[] words)
    {
        var command = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
            command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command.ToString()));
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 << 10];
        while (await client.GetStream().ReadAsync(buffer) is > 0 and var length)
            lock (said)
                said.Write(buffer, 0, length);
    }

    private string Text()
    {
        lock (said)
            return Encoding.Latin1.GetString(said.ToArray());
    }
}
