namespace CodeRunner.Worker.Sources.Archives;

/// <summary>
/// Writes an archive's entries into a fresh directory that nobody else writes to. It never makes a link, and makes every name once, so nothing that it
/// opens can lead elsewhere.
/// </summary>
internal sealed class UnpackTree(string root, SourcesOptions limits, UnpackBudget budget)
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // What macOS's archiver adds: metadata that no app reads, and that would keep the one top folder from being the only one.
    private const string MacMetadata = "__MACOSX";

    // True: a folder. Compared without case, so that the tree means the same on a machine whose file system ignores case.
    private readonly Dictionary<string, (bool Folder, string Spelling)> names = new(StringComparer.OrdinalIgnoreCase);

    public bool Empty => !names.Values.Any(name => !name.Folder);

    public void AddFolder(string name)
    {
        budget.TakeEntry();
        var segments = EntryPath.Parse(name, limits);
        if (!Ignored(segments))
            MakeFolders(segments, segments.Length);
    }

    /// <summary>Writes a file; returns how many bytes it had, and their CRC-32.</summary>
    public async Task<(long Bytes, uint Crc)> AddFileAsync(string name, UnixFileMode mode, Stream content, CancellationToken cancellationToken)
    {
        budget.TakeEntry();
        var segments = EntryPath.Parse(name, limits);
        if (segments.Length == 0)
            throw new SourceException("archive_path_refused", $"The archive's path {Quoted.Name(name)} is refused: it names no file.");
        if (Ignored(segments))
            return await CopyAsync(content, Stream.Null, cancellationToken);
        MakeFolders(segments, segments.Length - 1);
        Claim(string.Join('/', segments), folder: false);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (mode & AnyExecute) != 0 ? Plain | AnyExecute : Plain;
        await using var file = new FileStream(Path.Combine([root, .. segments]), options);
        return await CopyAsync(content, file, cancellationToken);
    }

    private static bool Ignored(string[] segments) => segments is [MacMetadata, ..];

    private void MakeFolders(string[] segments, int count)
    {
        for (var length = 1; length <= count; length++)
        {
            var name = string.Join('/', segments[..length]);
            if (names.TryGetValue(name, out var known) && known.Folder && known.Spelling == name)
                continue;
            Claim(name, folder: true);
            budget.TakeEntry();
            Directory.CreateDirectory(Path.Combine([root, .. segments[..length]]));
        }
    }

    private void Claim(string name, bool folder)
    {
        if (names.TryAdd(name, (folder, name)))
            return;
        var known = names[name].Spelling;
        throw new SourceException("archive_duplicate_refused", known == name
            ? $"The archive has {Quoted.Name(name)} more than once."
            : $"The archive has both {Quoted.Name(known)} and {Quoted.Name(name)}, which differ only in case.");
    }

    private async Task<(long Bytes, uint Crc)> CopyAsync(Stream content, Stream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        var (total, crc) = (0L, 0u);
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            budget.TakeBytes(read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            total += read;
            crc = Crc32.Append(crc, buffer.AsSpan(0, read));
        }
        return (total, crc);
    }
}
