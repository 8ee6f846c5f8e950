using System.Globalization;

namespace CodeRunner.Shim.Protocol;

internal static class ProcessChildren
{
    /// <summary>Pids of what a process has started and what was given to it, ended ones included until they are waited for; none when it has ended itself.</summary>
    public static IReadOnlyList<int> Of(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories($"/proc/{pid}/task")
                    .SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
