using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Projects;

namespace Aspire.Hosting;

/// <summary>Adds projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => Add(builder, name, new TProject(), useProfile: true, profile: null);

    /// <param name="launchProfileName">A profile of launchSettings.json; null for none.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() =>
        Add(builder, name, new TProject(), useProfile: launchProfileName is not null, launchProfileName);

    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        Add(builder, name, FromPath(builder, projectPath), useProfile: true, profile: null);

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName) =>
        Add(builder, name, FromPath(builder, projectPath), useProfile: launchProfileName is not null, launchProfileName);

    /// <summary>Runs that many processes, which share the project's endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Without effect here: only what Aspire publishes believes anybody's word about the client.</summary>
    public static IResourceBuilder<ProjectResource> DisableForwardedHeaders(this IResourceBuilder<ProjectResource> builder) => builder;

    private static ProjectPathMetadata FromPath(IDistributedApplicationBuilder builder, string projectPath) =>
        new(Path.GetFullPath(projectPath, builder.AppHostDirectory));

    private static IResourceBuilder<ProjectResource> Add(
        IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata, bool useProfile, string? profile)
    {
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(metadata);
        if (useProfile && LaunchProfiles.Choose(metadata, profile) is { } chosen) ApplyProfile(project, chosen);
        return project.WithEnvironment(SetUrls);
    }

    private static void ApplyProfile(IResourceBuilder<ProjectResource> project, LaunchProfile profile)
    {
        var urls = (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => new Uri(url)).ToArray();
        // Without a developer certificate https cannot be served; a profile that has both is served by http.
        foreach (var url in urls.Where(url => url.Scheme == "http" || urls.All(other => other.Scheme == "https")))
        {
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, url.Scheme, name: url.Scheme, port: url.Port)
            {
                FromLaunchProfile = true,
            });
        }

        project.WithEnvironment(context =>
        {
            foreach (var (name, value) in profile.EnvironmentVariables) context.EnvironmentVariables[name] = value;
        });
    }

    // Evaluated last of what AddProject adds and before what the caller adds, who may set another value.
    private static void SetUrls(EnvironmentCallbackContext context)
    {
        var project = (ProjectResource)context.Resource;
        var urls = new ReferenceExpressionList();
        foreach (var endpoint in project.GetEndpoints().Where(each => each.IsHttp || each.IsHttps))
        {
            if (endpoint.EndpointAnnotation.TargetPortVariable is null) urls.Add(endpoint);
        }

        if (urls.Build() is { } value) context.EnvironmentVariables["ASPNETCORE_URLS"] = value;
    }
}
