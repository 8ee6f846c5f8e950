using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>What an app is asked for: byte for byte what its client asked for, so that no encoding is read twice.</summary>
internal static class InstanceUri
{
    public const string Destination = "http://instance";

    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static Uri Of(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return target is ['/', ..] && Uri.TryCreate(Destination + target, AsItIs, out var uri)
            ? uri
            : RequestUtilities.MakeDestinationAddress(Destination, context.Request.Path, context.Request.QueryString);
    }
}
