using Microsoft.Extensions.Primitives;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>
/// Headers that a Connection header names are between two neighbours, and end at the next one. Where a request's header also says close, keep-alive or upgrade, Kestrel
/// leaves only that word of it: then nothing is dropped here, and what it named goes on to the app as any other header.
/// </summary>
internal static class NamedHeaders
{
    /// <summary>What frames or routes a message is never dropped on a neighbour's word: how it is read must not change on the way.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "close", "keep-alive", "upgrade", "host", "content-length", "transfer-encoding", "te", "trailer", "content-type", "content-encoding",
    };

    public static void Remove(StringValues connection, IHeaderDictionary headers)
    {
        foreach (var line in connection)
        {
            if (line is null || Kept.Contains(line))
                continue;
            foreach (var name in line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Kept.Contains(name))
                    headers.Remove(name);
            }
        }
    }
}
