using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress;

/// <summary>Finds the slug in a Host header. The port says nothing: clients may come through any proxy.</summary>
internal sealed class HostNames(IOptions<IngressOptions> options)
{
    private const int LongestSlug = 40;

    private readonly string suffix = "." + options.Value.Domain.Trim('.').ToLowerInvariant();

    /// <summary>Returns null for a host that cannot be an app's.</summary>
    public string? FindSlug(HostString host)
    {
        var name = host.Host;
        if (name.EndsWith('.'))
            name = name[..^1];
        if (!name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            return null;
        var slug = name[..^suffix.Length].ToLowerInvariant();
        return slug.Length is > 0 and <= LongestSlug && slug.All(IsAllowed) ? slug : null;
    }

    private static bool IsAllowed(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-';
}
