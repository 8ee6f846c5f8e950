using System.IO.Compression;

namespace CodeRunner.Worker.Sources.Archives;

internal static class ZipUnpacker
{
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int File = 0x8000;
    private const int Link = 0xA000;

    public static async Task UnpackAsync(FileStream archive, UnpackTree tree, SourcesOptions limits, CancellationToken cancellationToken)
    {
        if (ZipDirectory.CountEntries(archive, limits.MaxFiles) > limits.MaxFiles)
            throw new SourceException("archive_too_many_files", $"The archive has more than {limits.MaxFiles:N0} files and folders.");
        archive.Position = 0;
        await using var zip = await ZipArchive.CreateAsync(archive, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var entry in zip.Entries)
            await AddAsync(entry, tree, cancellationToken);
    }

    private static async Task AddAsync(ZipArchiveEntry entry, UnpackTree tree, CancellationToken cancellationToken)
    {
        var mode = entry.ExternalAttributes >> 16;
        var folder = entry.FullName.EndsWith('/');
        RefuseByType(entry, mode & TypeMask, folder);
        if (folder)
        {
            tree.AddFolder(entry.FullName);
            return;
        }
        await using var content = await entry.OpenAsync(cancellationToken);
        var (bytes, crc) = await tree.AddFileAsync(entry.FullName, (UnixFileMode)(mode & 0x1FF), content, cancellationToken);
        if (bytes != entry.Length || crc != entry.Crc32)
            throw new SourceException("archive_damaged", $"{Quoted.Name(entry.FullName)} is not what the archive says it is: the archive is damaged.");
    }

    private static void RefuseByType(ZipArchiveEntry entry, int type, bool folder)
    {
        if (type == Link)
            throw new SourceException("archive_link_refused", $"{Quoted.Name(entry.FullName)} is a symbolic link, and archives may not have links.");
        if (type is not (0 or Folder or File) || (type == Folder && !folder) || (folder && entry.Length > 0))
            throw new SourceException("archive_special_file_refused", $"{Quoted.Name(entry.FullName)} is neither a file nor a folder.");
        if (entry.IsEncrypted)
            throw new SourceException("archive_encrypted", $"{Quoted.Name(entry.FullName)} is encrypted; hand over an archive without a password.");
    }
}
