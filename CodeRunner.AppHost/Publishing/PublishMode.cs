namespace CodeRunner.AppHost.Publishing;

/// <summary>What differs when the platform is published rather than run on a developer's machine: what only the operator knows is a parameter.</summary>
internal static class PublishMode
{
    public static void PublishTo(this IDistributedApplicationBuilder builder, Target target, Parts parts)
    {
        var edge = builder.AddParameter("edge-network")
            .WithDescription("The network of the proxies that end TLS before the dashboard and the apps: their word about the visitor's address and about https is believed.");
        parts.Api.WithReplicas(target.Copies)
            .WithEnvironment("Ingress__PublicUrl", builder.AddParameter("apps-url")
                .WithDescription("An app's address, with {slug} where its name stands: https://{slug}.apps.example.org"))
            .WithEnvironment("Access__TrustedProxies__0", builder.AddParameter("services-network")
                .WithDescription("The network that the dashboard calls the Api from, such as 10.0.0.0/8: its word about the visitor's address is believed."));
        parts.Web.WithReplicas(target.Copies).WithEnvironment("Forwarding__TrustedProxies__0", edge);
        // Aspire's own way to take the visitor's address from a header believes everybody; the services believe the networks above.
        foreach (var service in parts.Services)
            service.WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "http").DisableForwardedHeaders();
        var sandboxes = SandboxFit.Choose(target, builder.Configuration[SandboxFit.Key]);
        builder.PublishWorkers(sandboxes, parts.Worker, edge);
        if (!target.StartsInOrder)
            parts.MigrateWithTheApi();
        target.Place(builder, parts, sandboxes);
    }

    private static void PublishWorkers(
        this IDistributedApplicationBuilder builder, string sandboxes, IResourceBuilder<ProjectResource> worker, IResourceBuilder<ParameterResource> edge)
    {
        if (sandboxes == SandboxFit.Elsewhere)
        {
            worker.ExcludeFromManifest();
            return;
        }
        worker.WithEndpoint("apps", apps => apps.IsExternal = true)
            .WithEnvironment("Ingress__Public", "true")
            .WithEnvironment("Ingress__Domain", builder.AddParameter("apps-domain").WithDescription("What apps' names end with: apps.example.org"))
            .WithEnvironment("Ingress__TrustedProxies__0", edge)
            .WithEnvironment("Sandboxes__Provider", sandboxes);
    }

    /// <summary>Two Apis that begin at once take turns. One that was there before goes on meanwhile: migrations only go forward.</summary>
    private static void MigrateWithTheApi(this Parts parts)
    {
        parts.Migrations.ExcludeFromManifest();
        parts.Api.WithEnvironment("Schema__MigrateAtStart", "true");
    }
}
