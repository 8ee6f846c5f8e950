using System.Net.Http.Headers;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CodeRunner.Web.Forwarding;

/// <summary>Cookie off, bearer token on; and the person's address as this service saw it, not as the browser claims it.</summary>
internal sealed class SessionTransforms : ITransformProvider
{
    private static readonly object TokenKey = new();

    public static void Carry(HttpContext context, string token) => context.Items[TokenKey] = token;

    public void Apply(TransformBuilderContext context)
    {
        context.AddXForwarded(ForwardedTransformActions.Set);
        context.AddRequestTransform(transform =>
        {
            var headers = transform.ProxyRequest.Headers;
            headers.Remove(HeaderNames.Cookie);
            headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)transform.HttpContext.Items[TokenKey]!);
            return ValueTask.CompletedTask;
        });
        context.AddResponseTransform(transform =>
        {
            transform.HttpContext.Response.Headers.Remove(HeaderNames.SetCookie);
            return ValueTask.CompletedTask;
        });
    }

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }
}
