using System.Globalization;
using System.Text;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

namespace CodeRunner.Worker.Sandboxes.Plain;

/// <summary>Finds processes by a variable in their environment. An app of ill will takes it away; this provider is not for those.</summary>
internal static class MarkedProcesses
{
    public const string Variable = "CODERUNNER_SANDBOX";
    private const int Rounds = 100;

    public static void KillAll(Guid id)
    {
        var mark = Encoding.ASCII.GetBytes($"{Variable}={id:N}");
        for (var round = 0; round < Rounds && Find(mark) is { Count: > 0 } found; round++)
            foreach (var pid in found) ProcessHandle.Kill(pid);
    }

    private static List<int> Find(byte[] mark) =>
        [.. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1]) && Has(d, mark)).Select(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))];

    private static bool Has(string process, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(process + "/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
