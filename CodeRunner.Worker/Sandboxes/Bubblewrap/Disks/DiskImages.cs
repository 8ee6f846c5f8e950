using System.Diagnostics;
using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

/// <summary>
/// Makes empty file systems in files: a copy of one that was formatted before where there is one of that size. They have no journal, since none of them is
/// needed after a crash of the machine.
/// </summary>
internal sealed class DiskImages(string directory, string? formatter, int inodesPerMb)
{
    /// <summary>Sizes are chosen by people, so that their number is bounded here.</summary>
    private const int MaxTemplates = 32;
    private const string Features = "^has_journal,^resize_inode,^metadata_csum,^64bit,uninit_bg,dir_index,extent,flex_bg,sparse_super,large_file";

    /// <summary>Makes a file that must not be there. Throws <see cref="IOException"/>.</summary>
    public void Create(string path, int diskMb)
    {
        var size = DiskSize.For(diskMb, inodesPerMb);
        var template = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{size.KiB}-{size.Inodes}.ext4"));
        if (!TryCopy(template, path))
        {
            Format(template, size);
            if (!TryCopy(template, path)) throw new IOException($"There is no {template}.");
        }
    }

    private static bool TryCopy(string template, string path)
    {
        try
        {
            SparseFile.Copy(template, path);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Several Workers may make the same one at once: each makes its own, and the last is kept.</summary>
    private void Format(string template, DiskSize size)
    {
        var made = Path.Combine(directory, $".new-{Guid.NewGuid():N}");
        try
        {
            using (var file = File.OpenHandle(made, FileMode.CreateNew, FileAccess.Write))
                RandomAccess.SetLength(file, size.KiB << 10);
            Run(formatter ?? throw new IOException("mke2fs is not installed."), Arguments(made, size));
            File.Move(made, template, overwrite: true);
            foreach (var old in new DirectoryInfo(directory).GetFiles("*.ext4").OrderByDescending(f => f.LastWriteTimeUtc).Skip(MaxTemplates)) old.Delete();
        }
        finally
        {
            File.Delete(made);
        }
    }

    internal static IReadOnlyList<string> Arguments(string path, DiskSize size) =>
    [
        "-q", "-F", "-t", "ext4", "-b", "4096", "-I", "256", "-N", size.Inodes.ToString(CultureInfo.InvariantCulture), "-m", "0",
        "-O", Features, "-E", "lazy_itable_init=1,nodiscard", "-e", "remount-ro", path,
    ];

    private static void Run(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        _ = output.Result;
        if (process.ExitCode != 0) throw new IOException($"mke2fs ended with exit code {process.ExitCode}: {errors.Trim()}");
    }
}
