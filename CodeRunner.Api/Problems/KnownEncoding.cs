using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace CodeRunner.Api.Problems;

internal static class KnownEncoding
{
    /// <summary>Refuses a body in an encoding that nobody here knows, of which what reads it would make a fault of the platform.</summary>
    public static void UseKnownEncodings(this WebApplication app) => app.Use((context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null || IsKnown(context.Request.ContentType)
            ? next(context)
            : Refusal.UnsupportedMediaType("The charset in the Content-Type is not known here: send UTF-8.").ExecuteAsync(context));

    private static bool IsKnown(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue)
            return true;
        try
        {
            Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString());
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
