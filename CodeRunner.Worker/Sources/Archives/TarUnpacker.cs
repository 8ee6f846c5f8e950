using System.Formats.Tar;
using System.IO.Compression;

namespace CodeRunner.Worker.Sources.Archives;

internal static class TarUnpacker
{
    public static async Task UnpackAsync(FileStream archive, UnpackTree tree, UnpackBudget budget, CancellationToken cancellationToken)
    {
        archive.Position = 0;
        await using var unzipped = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        await using var stream = new BoundedTarStream(unzipped, budget);
        await using var reader = new TarReader(stream, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            stream.EnterContent();
            await AddAsync(entry, tree, budget, cancellationToken);
            stream.EnterHeader();
        }
    }

    private static async Task AddAsync(TarEntry entry, UnpackTree tree, UnpackBudget budget, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                var (bytes, _) = await tree.AddFileAsync(entry.Name, entry.Mode, entry.DataStream ?? Stream.Null, cancellationToken);
                if (bytes != entry.Length)
                    throw new SourceException("archive_damaged", $"{Quoted.Name(entry.Name)} ends early: the archive was cut off.");
                break;
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                tree.AddFolder(entry.Name);
                break;
            case TarEntryType.GlobalExtendedAttributes:
                budget.TakeEntry();
                break;
            default:
                throw Refused(entry);
        }
    }

    private static SourceException Refused(TarEntry entry)
    {
        var (code, what) = entry.EntryType switch
        {
            TarEntryType.SymbolicLink => ("archive_link_refused", "a symbolic link, and archives may not have links"),
            TarEntryType.HardLink => ("archive_link_refused", "a hard link, and archives may not have links"),
            TarEntryType.BlockDevice or TarEntryType.CharacterDevice => ("archive_special_file_refused", "a device"),
            TarEntryType.Fifo => ("archive_special_file_refused", "a named pipe"),
            _ => ("archive_special_file_refused", "neither a file nor a folder"),
        };
        return new SourceException(code, $"{Quoted.Name(entry.Name)} is {what}.");
    }
}
