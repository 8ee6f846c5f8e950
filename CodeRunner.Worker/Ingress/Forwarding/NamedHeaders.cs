using Microsoft.Extensions.Primitives;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>Headers that a Connection header names are between two neighbours, and end at the next one.</summary>
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
