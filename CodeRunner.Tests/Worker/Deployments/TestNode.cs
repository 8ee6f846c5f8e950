using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Nodes;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Sandboxes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>A machine with a database and a data directory of its own, on which Workers can be started, ended and killed.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly List<TestWorker> workers = [];
    private readonly List<WebApplication> looks = [];
    private readonly TestDatabase database;
    private bool hasWorked;

    private TestNode(TestDatabase database) => this.database = database;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("coderunner-node-").FullName;

    public TestDatabase Database => database;

    public string ConnectionString => database.ConnectionString;

    public Guid ProjectId { get; private set; }

    public Guid UserId { get; private set; }

    public static async Task<TestNode> CreateAsync()
    {
        var node = new TestNode(await TestDatabase.CreateAsync());
        await using var db = node.Open();
        var now = DateTimeOffset.UtcNow;
        var user = new User("ada@example.org", "Ada", "-", isOperator: false, now);
        var project = new Project("Test", "test", user.Id, now);
        db.AddRange(user, project);
        await db.SaveChangesAsync();
        (node.UserId, node.ProjectId) = (user.Id, project.Id);
        return node;
    }

    public CodeRunnerDb Open() => database.Open();

    public async Task<TestWorker> StartWorkerAsync(params (string Key, string Value)[] settings)
    {
        var worker = await TestWorker.StartAsync(this, settings);
        workers.Add(worker);
        return worker;
    }

    public async Task<WorkerProcess> StartWorkerProcessAsync(params (string Key, string Value)[] settings)
    {
        hasWorked = true;
        return await WorkerProcess.StartAsync(this, settings);
    }

    /// <summary>The sandboxes of this machine as a Worker sees them, without one that acts.</summary>
    public async Task<ISandboxProvider> OpenProviderAsync()
    {
        var look = await TestWorker.BuildAsync(this, []);
        looks.Add(look);
        return look.Services.GetRequiredService<ISandboxProvider>();
    }

    /// <summary>For how many deployments a Worker of that process acts that is heard of.</summary>
    public async Task<int> OwnedByAsync(int processId)
    {
        await using var db = Open();
        return await db.DeploymentLeases.CountAsync(lease => db.Workers.Any(worker =>
            worker.Id == lease.WorkerId && worker.ProcessId == processId && worker.LeaseUntil > DateTimeOffset.UtcNow));
    }

    /// <summary>For how many it should act, by the names of those that live; null when none lives in that process.</summary>
    public async Task<int?> ShareAsync(int processId)
    {
        await using var db = Open();
        var alive = await db.Workers.Where(worker => worker.LeaseUntil > DateTimeOffset.UtcNow).ToListAsync();
        if (alive.Find(worker => worker.ProcessId == processId) is not { } self)
            return null;
        var peers = alive.Select(worker => new Peer(worker.Id, worker.Draining)).ToList();
        return (await db.Deployments.Select(deployment => deployment.Id).ToListAsync()).Count(id => Balance.HomeOf(id, peers) == self.Id);
    }

    /// <summary>Another Worker that gets some of the deployments and not all. Whose one is follows from random names: a Worker that would get none, or all, is ended again.</summary>
    public async Task<WorkerProcess> StartSharingWorkerAsync()
    {
        while (true)
        {
            var worker = await StartWorkerProcessAsync();
            await using (var db = Open())
                if (await ShareAsync(worker.Id) is > 0 and { } share && share < await db.Deployments.CountAsync())
                    return worker;
            await worker.EndAsync();
            await worker.DisposeAsync();
        }
    }

    public async Task<int> RunningAsync()
    {
        await using var db = Open();
        return await db.Instances.CountAsync(instance => instance.State == InstanceState.Running);
    }

    /// <summary>The sandboxes that the database names.</summary>
    public async Task<List<Guid>> NamedSandboxesAsync()
    {
        await using var db = Open();
        return await db.Instances.Where(instance => instance.SandboxId != null).Select(instance => instance.SandboxId!.Value).ToListAsync();
    }

    /// <summary>The sandboxes that are on the machine.</summary>
    public IEnumerable<Guid> SandboxDirectories() =>
        System.IO.Directory.EnumerateDirectories(Path.Combine(Directory, "sandboxes")).Select(each => Guid.ParseExact(Path.GetFileName(each), "N"));

    public async Task<Deployment> DeployAsync(string name, byte[] zip, int instances = 1, Action<Deployment>? configure = null)
    {
        var deployment = await CreateDeploymentAsync(name, instances, configure);
        await PushAsync(deployment.Id, zip);
        return deployment;
    }

    /// <summary>One without a release.</summary>
    public async Task<Deployment> CreateDeploymentAsync(string name, int instances = 1, Action<Deployment>? configure = null)
    {
        await using var db = Open();
        var deployment = new Deployment(ProjectId, name, $"{name}-{Guid.NewGuid().ToString("n")[..6]}", EnvironmentName.Development, instances, DateTimeOffset.UtcNow)
        {
            Limits = Limits.Default with { MemoryMb = 256 },
        };
        configure?.Invoke(deployment);
        db.Add(deployment);
        await db.SaveChangesAsync();
        await db.NotifyAsync(deployment.Id, default);
        return deployment;
    }

    /// <summary>Stores a source as a new release, as the API does.</summary>
    public async Task<Guid> PushAsync(Guid deploymentId, byte[] zip, ConfigPins? pins = null)
    {
        await using var db = Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {deploymentId} FOR UPDATE");
        var deployment = await db.Deployments.SingleAsync(each => each.Id == deploymentId);
        var release = new Release(deployment, new SourceDescription(SourceKind.Archive, "source.zip", Bytes: zip.Length), UserId, DateTimeOffset.UtcNow) { Pins = pins ?? new ConfigPins(null, null, null) };
        db.Add(release);
        await db.SaveChangesAsync();
        await db.WriteSourceAsync(release.Id, new MemoryStream(zip), default);
        await db.NotifyAsync(deploymentId, default);
        await transaction.CommitAsync();
        return release.Id;
    }

    /// <summary>Changes what is wanted of a deployment, as the API does.</summary>
    public async Task ChangeAsync(Guid deploymentId, Action<CodeRunnerDb, Deployment> change)
    {
        while (true)
        {
            await using var db = Open();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {deploymentId} FOR UPDATE");
            var deployment = await db.Deployments.SingleAsync(each => each.Id == deploymentId);
            change(db, deployment);
            try
            {
                await db.SaveChangesAsync();
            }
            catch (DbUpdateConcurrencyException)
            {
                continue; // a release was written by a Worker, which does not hold the deployment
            }
            await db.NotifyAsync(deploymentId, default);
            await transaction.CommitAsync();
            return;
        }
    }

    public Task<Deployment> ShowsAsync(Deployment deployment, DeploymentState state) =>
        DeploymentAsync(deployment, seen => seen.State == state, $"{deployment.Name} is {state}");

    public Task<Deployment> DeploymentAsync(Deployment deployment, Func<Deployment, bool> wanted, string what) => Eventually.BeAsync(
        async () =>
        {
            await using var db = Open();
            return await db.Deployments.AsNoTracking().SingleAsync(each => each.Id == deployment.Id);
        },
        wanted,
        what);

    public Task<Release> ReleaseAsync(Deployment deployment, int number, ReleaseState state) => Eventually.BeAsync(
        async () =>
        {
            await using var db = Open();
            return await db.Releases.AsNoTracking().SingleAsync(each => each.DeploymentId == deployment.Id && each.Number == number);
        },
        release => release.State == state,
        $"release {number} of {deployment.Name} is {state}");

    public async Task<List<Instance>> InstancesAsync(Deployment deployment)
    {
        await using var db = Open();
        return await db.Instances.AsNoTracking().Where(each => each.DeploymentId == deployment.Id).OrderBy(each => each.CreatedAt).ToListAsync();
    }

    public async Task<List<string>> LinesAsync(Deployment deployment)
    {
        await using var db = Open();
        return (await db.LogAsync(deployment.Id)).ConvertAll(each => each.Text ?? "");
    }

    /// <summary>PostgreSQL refuses this database's connections, and ends those that there are, until the answer is disposed.</summary>
    public Task<IAsyncDisposable> TakeDatabaseAwayAsync() => Outage.BeginAsync(new NpgsqlConnectionStringBuilder(ConnectionString).Database!, database.ForgetOwnConnections);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
            await worker.DisposeAsync();
        foreach (var look in looks)
            await look.DisposeAsync();
        if (workers.Count > 0 || hasWorked)
            await TestWorker.RemoveSandboxesAsync(this);
        await database.DisposeAsync();
        await Eventually.BeTrueAsync(TryDeleteAsync, "the node's directory is deleted");
    }

    /// <summary>What a Worker began as it was told to end may still be writing.</summary>
    private Task<bool> TryDeleteAsync()
    {
        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
            return Task.FromResult(true);
        }
        catch (IOException)
        {
            return Task.FromResult(false);
        }
    }
}
