using System.Net;
using CodeRunner.Core.Network;
using CodeRunner.Core.Webhooks;

namespace CodeRunner.Api.Webhooks;

/// <summary>Where messages may be sent, as far as a URL says. What its host leads to is judged at each connection.</summary>
internal static class WebhookUrl
{
    /// <summary>Says what is wrong with the URL; null when it may be used.</summary>
    public static string? FindFault(string? text, WebhookOptions options)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "It is needed.";
        if (text.Length > Webhook.MostUrlLength || text.Any(char.IsControl) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || !IsUsable(url))
            return $"It must be an http or https URL of at most {Webhook.MostUrlLength} characters.";
        if (url.UserInfo.Length > 0)
            return "A user name or password has no place in it: the signature says who sends.";
        if (url.Fragment.Length > 0)
            return "It may not have a fragment.";
        return IPAddress.TryParse(url.IdnHost, out var address) && !PublicAddress.Is(address) && !options.AllowedPrivateHosts.Contains($"{url.IdnHost}:{url.Port}")
            ? "Its address is not public."
            : null;
    }

    /// <summary>Where a redirect leads; null where no message may go. What was begun encrypted stays so.</summary>
    public static Uri? Follow(Uri from, Uri place) =>
        Uri.TryCreate(from, place, out var next) && IsUsable(next) && next.UserInfo.Length == 0 && (next.Scheme == Uri.UriSchemeHttps || from.Scheme == Uri.UriSchemeHttp)
            ? next
            : null;

    private static bool IsUsable(Uri url) => url.Scheme is "http" or "https" && url.Host.Length > 0;
}
