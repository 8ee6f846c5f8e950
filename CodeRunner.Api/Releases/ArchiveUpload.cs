using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Releases;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CodeRunner.Api.Releases;

/// <summary>
/// Reads the multipart field `source` into a temporary file that is gone when it is closed: a slow client then holds neither memory nor a database connection.
/// </summary>
internal sealed class ArchiveUpload(IOptions<SourcesOptions> options)
{
    private const string Field = "source";
    private const int MostBoundaryLength = 100;
    private const int MostNameLength = 200;
    private const int BufferBytes = 80 << 10;

    public async Task<SourceIntake.Received> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var boundary = Boundary(request);
        if (boundary is null)
            return Refusal.Invalid(Field, "The multipart body has no boundary.");
        try
        {
            var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 8 << 10 };
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader() is { } disposition && HeaderUtilities.RemoveQuotes(disposition.Name) == Field)
                    return await KeepAsync(section.Body, FileName(disposition), cancellationToken);
            }
            return Refusal.Invalid(Field, "It is needed: the archive, as multipart field `source`.");
        }
        catch (Exception broken) when (broken is InvalidDataException || (broken is IOException and not BadHttpRequestException))
        {
            return Refusal.Invalid(Field, "The multipart body is broken or ends too early.");
        }
    }

    private async Task<SourceIntake.Received> KeepAsync(Stream body, string? name, CancellationToken cancellationToken)
    {
        var file = OpenTemporary();
        var kept = false;
        try
        {
            if (!await CopyAsync(body, file, cancellationToken))
                return Refusal.TooLarge($"The archive is larger than {options.Value.MaxArchiveBytes / (1024.0 * 1024):0.##} MiB, which is the most.");
            file.Position = 0;
            if (!await IsArchiveAsync(file, cancellationToken))
                return Refusal.Invalid(Field, "It is neither a zip nor a tar.gz archive.");
            file.Position = 0;
            kept = true;
            return new ReceivedSource(new SourceDescription(SourceKind.Archive, name, Bytes: file.Length), file);
        }
        finally
        {
            if (!kept)
                await file.DisposeAsync();
        }
    }

    private async Task<bool> CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var total = 0L;
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            total += length;
            if (total > options.Value.MaxArchiveBytes)
                return false;
            await to.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }
        return true;
    }

    private static async Task<bool> IsArchiveAsync(Stream file, CancellationToken cancellationToken)
    {
        var head = new byte[4];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return length == head.Length && (head is [0x50, 0x4B, 0x03, 0x04] || head is [0x1F, 0x8B, ..]);
    }

    private static FileStream OpenTemporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"coderunner-{Guid.NewGuid():n}"), options);
    }

    private static string? Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        return boundary is { Length: > 0 and <= MostBoundaryLength } ? boundary : null;
    }

    /// <summary>The last part of what the client called it, fit to show.</summary>
    private static string? FileName(ContentDispositionHeaderValue disposition)
    {
        var given = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var name = string.Concat(last.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(MostNameLength));
        return name.Length == 0 ? null : name;
    }
}
