using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sources.Archives;

/// <summary>Unpacks a zip or tar.gz that a stranger made, or refuses it by name and leaves nothing.</summary>
public sealed class ArchiveUnpacker(IOptions<SourcesOptions> options)
{
    /// <summary>
    /// Makes <paramref name="directory"/>, which must not exist, with the archive's files. One top folder around everything, as in GitHub's archives, is taken
    /// off. Throws <see cref="SourceException"/>.
    /// </summary>
    public async Task UnpackAsync(FileStream archive, string directory, CancellationToken cancellationToken)
    {
        var unpacked = $"{directory}.unpacking";
        Directory.CreateDirectory(unpacked);
        try
        {
            await UnpackIntoAsync(archive, unpacked, cancellationToken);
            var entries = Directory.GetFileSystemEntries(unpacked);
            Directory.Move(entries is [var only] && Directory.Exists(only) ? only : unpacked, directory);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new SourceException("archive_damaged", "The archive is damaged or cut off.", damaged);
        }
        finally
        {
            if (Directory.Exists(unpacked))
                Directory.Delete(unpacked, recursive: true);
        }
    }

    internal static ArchiveFormat Detect(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => ArchiveFormat.Zip,
        [0x1F, 0x8B, 8, ..] => ArchiveFormat.TarGz,
        _ => ArchiveFormat.Unknown,
    };

    private async Task UnpackIntoAsync(FileStream archive, string directory, CancellationToken cancellationToken)
    {
        var budget = new UnpackBudget(options.Value, archive.Length);
        var tree = new UnpackTree(directory, options.Value, budget);
        switch (await DetectAsync(archive, cancellationToken))
        {
            case ArchiveFormat.Zip:
                await ZipUnpacker.UnpackAsync(archive, tree, options.Value, cancellationToken);
                break;
            case ArchiveFormat.TarGz:
                await TarUnpacker.UnpackAsync(archive, tree, budget, cancellationToken);
                break;
            default:
                throw new SourceException("archive_unknown", "The source is neither a zip nor a tar.gz.");
        }
        if (tree.Empty)
            throw new SourceException("archive_empty", "The archive has no files.");
    }

    private static async Task<ArchiveFormat> DetectAsync(FileStream archive, CancellationToken cancellationToken)
    {
        var start = new byte[4];
        archive.Position = 0;
        var length = await archive.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return Detect(start.AsSpan(0, length));
    }
}
