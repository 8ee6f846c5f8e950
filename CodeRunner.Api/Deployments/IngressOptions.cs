using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CodeRunner.Api.Deployments.Hosts;

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

    /// <summary>Names that no deployment may have, as the dashboard's; what is below them is theirs too.</summary>
    public string[] ReservedHosts { get; set; } = [];

    /// <summary>What must be shown before a host name is taken. None: who comes first has it, as among people who trust each other.</summary>
    public HostProof HostProof { get; set; }

    /// <summary>The DNS server that proofs are asked of; by default the machine's.</summary>
    public string? DnsServer { get; set; }

    /// <summary>What an app's own names end with, and its slug stands before.</summary>
    public string Domain => new Uri(UrlOf("slug")).Host.Replace("slug.", "", StringComparison.Ordinal);

    public string UrlOfHost(string host) => new UriBuilder(UrlOf("slug")) { Host = host }.Uri.ToString().TrimEnd('/');

    public string UrlOf(string slug) => PublicUrl
        .Replace(SlugMark, slug, StringComparison.Ordinal)
        .Replace(PortMark, Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
