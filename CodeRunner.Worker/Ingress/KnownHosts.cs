namespace CodeRunner.Worker.Ingress;

/// <summary>
/// Whether a host name leads to an app, for a proxy in front that gets certificates when somebody first asks for a name: it must get none for names that are made up. At the
/// Worker's own port, which nobody outside reaches, and never at the ingress'.
/// </summary>
internal static class KnownHosts
{
    public const string Path = "/ingress/hosts";

    public static WebApplication MapKnownHosts(this WebApplication app)
    {
        app.MapGet(Path, IResult (string domain, RouteTable routes) => routes.Find(HostNames.Normalize(new HostString(domain))) is null ? TypedResults.NotFound() : TypedResults.NoContent());
        return app;
    }
}
