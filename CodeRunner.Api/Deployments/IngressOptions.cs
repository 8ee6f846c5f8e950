using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace CodeRunner.Api.Deployments;

/// <summary>Section Ingress: where people reach the apps.</summary>
internal sealed class IngressOptions
{
    public const string Section = "Ingress";
    public const string SlugMark = "{slug}";
    private const string PortMark = "{port}";

    /// <summary>An app's address, with {slug} where its slug stands, and {port} where the ingress' port does.</summary>
    [Required, RegularExpression(@"https?://.*\{slug\}.*", ErrorMessage = "Ingress:PublicUrl must be an http or https address with {slug} in it.")]
    public string PublicUrl { get; set; } = "http://{slug}.localhost:{port}";

    /// <summary>The ingress' port as visitors reach it.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 8080;

    public string UrlOf(string slug) => PublicUrl
        .Replace(SlugMark, slug, StringComparison.Ordinal)
        .Replace(PortMark, Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
