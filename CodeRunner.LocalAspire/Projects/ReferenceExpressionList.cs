using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Projects;

/// <summary>The URLs that a project listens on, joined as ASPNETCORE_URLS wants them.</summary>
internal sealed class ReferenceExpressionList
{
    private ReferenceExpression? _urls;

    public void Add(EndpointReference endpoint)
    {
        var (scheme, host, port) = (endpoint.Scheme, endpoint.EndpointAnnotation.TargetHost, endpoint.Property(EndpointProperty.TargetPort));
        _urls = _urls is { } before
            ? ReferenceExpression.Create($"{before};{scheme}://{host}:{port}")
            : ReferenceExpression.Create($"{scheme}://{host}:{port}");
    }

    public ReferenceExpression? Build() => _urls;
}
