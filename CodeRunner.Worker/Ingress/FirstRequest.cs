using System.Diagnostics;
using CodeRunner.Core.Traces;

namespace CodeRunner.Worker.Ingress;

/// <summary>The one request of a release that is traced: with it, its deploy is done. Its path, query and headers are its app's own.</summary>
internal static class FirstRequest
{
    private static readonly ActivitySource Source = new("CodeRunner.Ingress");

    public static Activity? Begin(Route route, ServingRelease release) => Source.StartActivity(
        ActivityKind.Server,
        TraceParent.Read(release.TraceParent),
        [
            new("coderunner.deployment.id", route.Entry.DeploymentId.ToString()),
            new("coderunner.release.id", release.Id.ToString()),
            new("coderunner.release.number", release.Number),
        ],
        name: "ingress.first_request");

    public static void End(Activity? span, int status)
    {
        span?.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
            span?.SetStatus(ActivityStatusCode.Error);
    }
}
