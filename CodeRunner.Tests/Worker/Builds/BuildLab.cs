using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using EnvironmentName = CodeRunner.Contracts.Projects.EnvironmentName;

namespace CodeRunner.Tests.Worker.Builds;

/// <summary>A builder with a node directory and a database of the test's own, and the real sandboxes.</summary>
internal sealed class BuildLab : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly IHost host;

    private BuildLab(TestDatabase database, string directory, IHost host) => (this.database, Directory, this.host) = (database, directory, host);

    /// <summary>The node's data directory.</summary>
    public string Directory { get; }

    public RecordingLog Log { get; } = new();

    public IReleaseBuilder Builder => host.Services.GetRequiredService<IReleaseBuilder>();

    public ISandboxProvider Sandboxes => host.Services.GetRequiredService<ISandboxProvider>();

    public static async Task<BuildLab> CreateAsync(params (string Key, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync();
        var directory = System.IO.Directory.CreateTempSubdirectory("build-lab-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
        [
            new("Node:DataDirectory", Path.Combine(directory, "node")),
            new("Sandboxes:DataDirectory", Path.Combine(directory, "node", "sandboxes")),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)),
        ]);
        builder.Services.AddLogging();
        builder.Services.AddDbContext<CodeRunnerDb>(options => options.UseNpgsql(database.ConnectionString));
        builder.Services.AddSingleton<NodeIdentity>();
        BuildLab lab = null!;
        builder.Services.AddSingleton<ILogSink>(_ => lab.Log);
        builder.AddSandboxes().AddSources().AddBuilds();
        lab = new BuildLab(database, directory, builder.Build());
        return lab;
    }

    /// <summary>A stored release of a new deployment, with its source.</summary>
    public async Task<BuildRequest> StoreAsync(byte[] archive, BuildSettings? settings = null, Guid? projectId = null)
    {
        await using var db = database.Open();
        var now = DateTimeOffset.UtcNow;
        var name = $"{Guid.NewGuid():n}";
        var user = new User($"{name}@example.org", "Tester", "", false, now);
        var project = projectId is null ? new Project(name, $"p{name}", user.Id, now) : await db.Projects.SingleAsync(known => known.Id == projectId);
        var deployment = new Deployment(project.Id, name, $"d{name}", EnvironmentName.Development, 1, now) { Settings = settings ?? new() };
        var source = new SourceDescription(SourceKind.Archive, "source.zip");
        var release = new Release(deployment, source, user.Id, now);
        db.AddRange(user, deployment, release);
        if (projectId is null)
            db.Add(project);
        await db.SaveChangesAsync();
        await db.WriteSourceAsync(release.Id, new MemoryStream(archive), CancellationToken.None);
        return new BuildRequest(Own(deployment.Id), project.Id, release.Id, release.Number, source, deployment.Settings);
    }

    public async Task<BuildOutcome> BuildAsync(byte[] archive, BuildSettings? settings = null) => await Builder.BuildAsync(await StoreAsync(archive, settings), CancellationToken.None);

    public Task<BuildOutcome> BuildGitAsync(string url, string? reference = null) => Builder.BuildAsync(
        new BuildRequest(Own(Guid.NewGuid()), Guid.NewGuid(), Guid.NewGuid(), 1, new SourceDescription(SourceKind.Git, url, reference), new BuildSettings()), CancellationToken.None);

    /// <summary>As a Worker that is sure of its lease.</summary>
    public static Ownership Own(Guid deploymentId)
    {
        var term = new Term(Guid.NewGuid(), TimeProvider.System);
        term.Extend(TimeProvider.System.GetTimestamp(), TimeSpan.FromDays(1));
        return new Ownership(term, deploymentId, 1);
    }

    public Task<RunningApp> StartAsync(Artifact artifact) => RunningApp.StartAsync(Sandboxes, artifact, Builder.FindArtifact(artifact)!);

    /// <summary>Asserts that no sandbox and no file of a build is left.</summary>
    public async Task ShouldBeCleanAsync()
    {
        (await Sandboxes.ListAsync(CancellationToken.None)).ShouldBeEmpty();
        foreach (var kept in (string[])["builds", "artifacts"])
        {
            var directory = new DirectoryInfo(Path.Combine(Directory, "node", kept));
            if (directory.Exists)
                directory.GetFileSystemInfos().ShouldBeEmpty();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in await Sandboxes.ListAsync(CancellationToken.None))
            await Sandboxes.DeleteAsync(sandbox.Id, CancellationToken.None);
        host.Dispose();
        await database.DisposeAsync();
        await DiskTree.DeleteAsync(Directory, CancellationToken.None);
    }
}
