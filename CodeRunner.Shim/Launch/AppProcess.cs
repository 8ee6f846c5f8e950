using System.Globalization;

namespace CodeRunner.Shim.Launch;

/// <summary>Finds the app: process 2 of the sandbox, the first child of the sandboxing program's own process 1.</summary>
internal static class AppProcess
{
    /// <summary>The host's pid of the app; null before it is there, or while it is still the sandboxing program that has yet to become it.</summary>
    public static int? Find(int init, string sandboxingProgram)
    {
        try
        {
            var children = File.ReadAllText($"/proc/{init}/task/{init}/children");
            foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!IsSecondOfItsNamespace(child)) continue;
                return ReadName(child) == sandboxingProgram ? null : int.Parse(child, CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // It ended while being looked at.
        }

        return null;
    }

    /// <summary>Of a zombie too, unlike its command line.</summary>
    private static string ReadName(string pid) => File.ReadAllText($"/proc/{pid}/comm").TrimEnd('\n');

    private static bool IsSecondOfItsNamespace(string pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/status"))
            if (line.StartsWith("NSpid:", StringComparison.Ordinal))
                return line.AsSpan().TrimEnd().EndsWith("\t2");
        return false;
    }
}
