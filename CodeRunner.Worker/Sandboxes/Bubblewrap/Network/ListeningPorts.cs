using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>The ports on which somebody listens in a network namespace, from the kernel's lists of it. Bounded: an app may open as many sockets as it likes.</summary>
internal static class ListeningPorts
{
    private const string Listening = "0A";
    private const int MostLines = 1000;
    private const int MostPorts = 20;

    public static IReadOnlyList<int> Of(int pid) =>
        [.. Lines($"/proc/{pid}/net/tcp").Concat(Lines($"/proc/{pid}/net/tcp6")).Select(Port).OfType<int>().Distinct().Order().Take(MostPorts)];

    /// <summary>Null for a connection, which the kernel lists after the listeners.</summary>
    internal static int? Port(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= 4 && fields[3] == Listening
            ? int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Skip(1).Take(MostLines)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
