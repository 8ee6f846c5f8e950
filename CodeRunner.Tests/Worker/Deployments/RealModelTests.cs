using CodeRunner.Tests.Core.Reconciling.Model;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>The model's random sequences on real Workers, sandboxes and processes: fewer, as each takes seconds.</summary>
public sealed class RealModelTests(ITestOutputHelper output)
{
    private const int AtOnce = 5;

    /// <summary>More are run where CODERUNNER_TEST_JOURNEYS says so.</summary>
    private static readonly int Journeys = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_TEST_JOURNEYS"), out var asked) ? asked : 10;

    /// <summary>What a failed run says, to run the same sequences again.</summary>
    private static readonly ulong Seed =
        ulong.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_TEST_SEED"), out var asked) ? asked : (ulong)Random.Shared.NextInt64();

    private static readonly (string, string)[] Settings =
    [
        ("Deployments__FirstBackoff", "00:00:01"),
        ("Deployments__LongestBackoff", "00:00:02"),
        ("Deployments__HealthDeadline", "00:01:00"), // for what never listens; a good app listens within it on the busiest machine
        ("Deployments__StopGrace", "00:00:02"),
        ("Artifacts__Kept", "2"),
    ];

    [Fact]
    public async Task Whatever_happens_the_processes_are_what_was_wanted_and_nothing_is_left_in_the_end()
    {
        await using var node = await TestNode.CreateAsync();
        await using var worker = await KillableWorker.StartAsync(node, Settings);
        var (provider, namespaces) = (await node.OpenProviderAsync(), new NamespaceWatch());
        var sequences = OpSequences.Any(longest: 10, deletes: false).Generator.Sample(50, new Rnd(Seed), Journeys).Select(ops => ops.ToArray()).ToList();
        var sandboxes = new HashSet<Guid>();
        var kills = 0;
        foreach (var (number, group) in sequences.Chunk(AtOnce).Index())
        {
            await using var machine = new RealMachine(node, worker, provider, namespaces);
            foreach (var index in Enumerable.Range(0, group.Length))
                machine.Worlds.Add(new RealWorld(machine, await node.CreateDeploymentAsync($"journey{index}", configure: it => it.DrainSeconds = 2)));
            await ExplainAsync(() => GoAsync(machine, group, kills: number % 2 == 1), group);
            await ExplainAsync(() => DeleteAsync(node, machine.Worlds), group);
            sandboxes.UnionWith(machine.Worlds.SelectMany(each => each.Sandboxes));
            kills += machine.Kills;
        }
        output.WriteLine($"seed {Seed}: {Journeys} sequences, {sandboxes.Count} sandboxes, {kills} apps and {worker.Kills} Workers killed");
        sandboxes.ShouldNotBeEmpty();
        namespaces.Kinds.ShouldBe(["net", "mnt", "pid", "user"], ignoreOrder: true);
        await worker.Current.EndAsync();
        await ExplainAsync(() => NothingIsLeftAsync(node, sandboxes, namespaces), sequences);
    }

    /// <summary>In the middle, the Worker is restarted; or it is killed, and then an app of each deployment.</summary>
    private static async Task GoAsync(RealMachine machine, Op[][] group, bool kills)
    {
        await RunAsync(machine.Worlds.Zip(group, (world, ops) => (world, ops[..(ops.Length / 2)])));
        await (kills ? machine.KillWorkerAsync() : machine.RestartWorkerAsync());
        if (kills)
            await Task.WhenAll(machine.Worlds.Select(world => world.DoAsync(new Op.Kill(0))));
        await RunAsync(machine.Worlds.Zip(group, (world, ops) => (world, ops[(ops.Length / 2)..])));
        await machine.CrowdAsync(false);
        await Task.WhenAll(machine.Worlds.Select(world => world.BeWhatWasWantedAsync()));
    }

    private static Task RunAsync(IEnumerable<(RealWorld World, Op[] Ops)> journeys) => Task.WhenAll(journeys.Select(async journey =>
    {
        foreach (var op in journey.Ops)
            await journey.World.DoAsync(op);
    }));

    private static async Task ExplainAsync(Func<Task> check, IEnumerable<Op[]> sequences)
    {
        try
        {
            await check();
        }
        catch (Exception exception)
        {
            var told = sequences.Select((ops, index) => $"  journey{index}: {string.Join("; ", ops.AsEnumerable())}");
            throw new InvalidOperationException(
                $"Again with CODERUNNER_TEST_SEED={Seed} CODERUNNER_TEST_JOURNEYS={Journeys}. After\n{string.Join("\n", told)}\n{exception.Message}", exception);
        }
    }

    private static async Task DeleteAsync(TestNode node, IEnumerable<RealWorld> worlds)
    {
        foreach (var world in worlds)
            await node.ChangeAsync(world.Deployment.Id, (_, it) => it.Delete());
        await using var db = node.Open();
        await Eventually.BeTrueAsync(async () => !await db.Deployments.AnyAsync(), "all are deleted");
    }

    private static async Task NothingIsLeftAsync(TestNode node, IReadOnlyCollection<Guid> sandboxes, NamespaceWatch namespaces)
    {
        foreach (var folder in (string[])["sandboxes", "artifacts", "builds", "ports"])
        {
            var directory = new DirectoryInfo(Path.Combine(node.Directory, folder));
            if (directory.Exists)
                directory.GetFileSystemInfos().Select(each => each.Name).ShouldBeEmpty(folder);
        }
        foreach (var id in sandboxes)
        {
            Traces.ControlGroupsOf(id).ShouldBeEmpty();
            foreach (var spelling in (string[])[$"{id:N}", $"{id:D}"])
            {
                Traces.ProcessesOf(spelling).ShouldBeEmpty();
                Traces.MountsWith(spelling).ShouldBeEmpty();
            }
        }
        Traces.MountsWith(node.Directory).ShouldBeEmpty();
        Traces.ProcessesOf(node.Directory).ShouldBeEmpty();
        await Traces.LoopDevicesAreGoneAsync(node.Directory);
        namespaces.Left().ShouldBeEmpty();
    }
}
