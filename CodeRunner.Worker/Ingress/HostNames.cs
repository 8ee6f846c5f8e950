using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Ingress;

/// <summary>The name of a Host header, and the one that a slug makes. The port says nothing: clients may come through any proxy.</summary>
internal sealed class HostNames(IOptions<IngressOptions> options)
{
    private readonly string suffix = "." + options.Value.Domain.Trim('.').ToLowerInvariant();

    public string Domain => suffix[1..];

    public string Of(string slug) => slug + suffix;

    /// <summary>As it is looked up; upper and lower case are the same there.</summary>
    public static string Normalize(HostString host)
    {
        var name = host.Host;
        return name.EndsWith('.') ? name[..^1] : name;
    }
}
