namespace CodeRunner.AppHost.Publishing;

/// <summary>The platform's own parts.</summary>
internal sealed record Parts(
    IResourceBuilder<ProjectResource> Migrations, IResourceBuilder<ProjectResource> Worker, IResourceBuilder<ProjectResource> Api, IResourceBuilder<ProjectResource> Web)
{
    /// <summary>Those that go on and can be asked how they are.</summary>
    public IEnumerable<IResourceBuilder<ProjectResource>> Services => [Worker, Api, Web];
}
