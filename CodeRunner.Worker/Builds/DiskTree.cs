using System.Diagnostics;
using System.Globalization;
using System.Text;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// Looks at, and removes, trees that an app wrote, as whoever walks with open directories and follows no link: neither a link planted in the tree nor a path longer
/// than the kernel takes leads astray.
/// </summary>
internal static class DiskTree
{
    /// <summary>Bytes on disk, or 0 when it is not there. Links count as links.</summary>
    public static async Task<long> MeasureAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.Exists(path))
            return 0;
        // du's exit code tells of files that came and went meanwhile; its sum is good anyway.
        var (_, output) = await RunAsync("du", ["--summarize", "--one-file-system", "--block-size=1", "--", path], cancellationToken);
        return long.TryParse(output.Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
    }

    /// <summary>Whether folders are nested so deep that only an attack explains it.</summary>
    public static async Task<bool> IsDeepAsync(string path, CancellationToken cancellationToken)
    {
        const string TooDeep = "100";
        if (!Path.Exists(path))
            return false;
        var (_, output) = await RunAsync("find", [path, "-xdev", "-mindepth", TooDeep, "-printf", "deep", "-quit"], cancellationToken);
        return output.StartsWith("deep", StringComparison.Ordinal);
    }

    /// <summary>Removes a tree; does nothing when it is gone.</summary>
    public static async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Path.GetDirectoryName(path)))
            await Task.Run(() => TreeDeletion.Delete(path), cancellationToken);
    }

    /// <summary>Gives a tree to the Worker's own user, without write access or set-id bits for anybody else; links stay as they are.</summary>
    public static async Task TakeAsync(string path, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            await RequireAsync("chown", ["--recursive", "--no-dereference", "-P", "0:0", "--", path], cancellationToken);
        await RequireAsync("chmod", ["--recursive", "u+rwX,go+rX,go-w,ug-s", "--", path], cancellationToken);
    }

    private static async Task RequireAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(program, arguments, cancellationToken);
        if (code != 0)
            throw new IOException($"{program} ended with exit code {code}: {output}");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = ReadStartAsync(process.StandardError, cancellationToken);
        var output = await ReadStartAsync(process.StandardOutput, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await errors);
    }

    /// <summary>Reads all, and keeps the start: what an app named its files can make a tool say gigabytes.</summary>
    private static async Task<string> ReadStartAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        const int most = 500;
        var kept = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            kept.Append(buffer, 0, Math.Min(read, most - Math.Min(most, kept.Length)));
        return kept.ToString();
    }
}
