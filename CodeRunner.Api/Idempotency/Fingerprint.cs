using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CodeRunner.Api.Idempotency;

/// <summary>
/// SHA-256 over method, path and body. Of a multipart body the parts count and not the boundary, which clients make anew each time. The body is read once through a
/// buffer on disk, and can be read again.
/// </summary>
internal static class Fingerprint
{
    private const int MemoryBytes = 64 << 10;

    public static async Task<byte[]> OfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering(MemoryBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"{request.Method} {request.PathBase}{request.Path}{request.QueryString}\n");
        if (request.HasFormContentType && MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && !string.IsNullOrEmpty(type.Boundary.Value))
            await AddPartsAsync(hash, HeaderUtilities.RemoveQuotes(type.Boundary).Value!, request.Body, cancellationToken);
        else
            await AddAsync(hash, request.Body, cancellationToken);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private static async Task AddPartsAsync(IncrementalHash hash, string boundary, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var reader = new MultipartReader(boundary, body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                Add(hash, $"\n{section.ContentDisposition}\n");
                await AddAsync(hash, section.Body, cancellationToken);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException || (broken is IOException and not BadHttpRequestException))
        {
            // The endpoint reads it again and says what is wrong; an answer that refuses is not kept.
            Add(hash, "broken");
        }
    }

    private static async Task AddAsync(IncrementalHash hash, Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MemoryBytes];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var length)
            hash.AppendData(buffer, 0, length);
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
