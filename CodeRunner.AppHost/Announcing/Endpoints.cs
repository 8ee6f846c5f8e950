using Microsoft.Extensions.Configuration;

namespace CodeRunner.AppHost.Announcing;

/// <summary>Base URLs without a trailing slash, as in `.run/endpoints.json`.</summary>
internal sealed record Endpoints(string Web, string Api, string Apps, string? Dashboard)
{
    public static Endpoints Of(DistributedApplicationModel model, IConfiguration configuration) => new(
        UrlOf(model, "web", "http"),
        UrlOf(model, "api", "http"),
        UrlOf(model, "worker", "apps"),
        configuration["ASPNETCORE_URLS"]?.Split(';')[0].TrimEnd('/'));

    private static string UrlOf(DistributedApplicationModel model, string resource, string endpoint) =>
        model.Resources.OfType<ProjectResource>().Single(project => project.Name == resource).GetEndpoint(endpoint).Url.TrimEnd('/');
}
