namespace CodeRunner.Api.Configuration;

/// <summary>If-Match: the version that the caller has seen, as its ETag. Without it, or with "*", any version will do.</summary>
internal sealed record Precondition(string? IfMatch)
{
    public static ValueTask<Precondition> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch.ToString();
        return ValueTask.FromResult(new Precondition(header.Length == 0 ? null : header));
    }

    public static string Tag(int version) => $"\"{version}\"";

    public bool Holds(int version) => IfMatch is null or "*" || IfMatch.Split(',', StringSplitOptions.TrimEntries).Contains(Tag(version));
}
