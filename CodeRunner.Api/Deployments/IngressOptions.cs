using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Api.Deployments;

/// <summary>Section Ingress: where people reach the apps.</summary>
internal sealed class IngressOptions
{
    public const string Section = "Ingress";
    public const string SlugMark = "{slug}";

    /// <summary>An app's address, with {slug} where its slug stands.</summary>
    [Required, RegularExpression(@"https?://.*\{slug\}.*", ErrorMessage = "Ingress:PublicUrl must be an http or https address with {slug} in it.")]
    public string PublicUrl { get; set; } = "http://{slug}.localhost:8080";

    public string UrlOf(string slug) => PublicUrl.Replace(SlugMark, slug, StringComparison.Ordinal);
}
