namespace CodeRunner.AppHost.Publishing;

/// <summary>
/// Where the platform goes. This one is this machine or, when published, a manifest for a tool that brings an environment of its own: the servers are containers, and
/// their data is in volumes. The others say what they have instead.
/// </summary>
internal class Target
{
    /// <summary>As in the setting <see cref="Targets.Key"/>.</summary>
    public virtual string Name => "manifest";

    /// <summary>Whether a part is started when what it waits for is there. Elsewhere each Api migrates the database before it listens.</summary>
    public virtual bool StartsInOrder => false;

    /// <summary>Copies of the Api and of the dashboard, of each.</summary>
    public virtual int Copies => 1;

    /// <summary>Who makes sandboxes there when nobody says; <see cref="SandboxFit.Elsewhere"/> where no Worker can.</summary>
    public virtual string Sandboxes => SandboxFit.Elsewhere;

    public virtual IResourceBuilder<IResourceWithConnectionString> AddDatabase(IDistributedApplicationBuilder builder) =>
        builder.AddPostgres("postgres").WithDataVolume("coderunner-postgres").AddDatabase("db");

    public virtual IResourceBuilder<IResourceWithConnectionString> AddRedis(IDistributedApplicationBuilder builder) =>
        builder.AddRedis("redis").WithDataVolume("coderunner-redis").WithPersistence();

    /// <summary>Adds the environment that runs the parts, and what only it has words for. Where sandboxes are <see cref="SandboxFit.Elsewhere"/>, the Worker is no part of it.</summary>
    public virtual void Place(IDistributedApplicationBuilder builder, Parts parts, string sandboxes)
    {
    }
}
