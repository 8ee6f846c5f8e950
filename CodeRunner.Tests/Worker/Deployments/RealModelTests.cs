using CodeRunner.Tests.Core.Reconciling.Model;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>The model's random sequences on real Workers, sandboxes and processes: fewer, as each takes seconds.</summary>
public sealed class RealModelTests
{
    private const int AtOnce = 5;

    /// <summary>More are run where CODERUNNER_TEST_JOURNEYS says so.</summary>
    private static readonly int Journeys = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_TEST_JOURNEYS"), out var asked) ? asked : 20;

    private static readonly (string, string)[] Settings =
    [
        ("Deployments:FirstBackoff", "00:00:01"),
        ("Deployments:LongestBackoff", "00:00:02"),
        ("Deployments:HealthDeadline", "00:00:15"),
        ("Deployments:StopGrace", "00:00:02"),
        ("Artifacts:Kept", "2"),
    ];

    [Fact]
    public async Task Whatever_happens_the_processes_are_what_was_wanted_and_nothing_is_left_in_the_end()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Settings);
        var sequences = OpSequences.Any(longest: 10, deletes: false).Generator.Sample(Journeys).Select(ops => ops.ToArray()).ToList();
        var sandboxes = new HashSet<Guid>();
        foreach (var group in sequences.Chunk(AtOnce))
        {
            var journeys = await Task.WhenAll(group.Select(async (ops, index) =>
                (World: new RealWorld(node, () => Volatile.Read(ref worker), await node.CreateDeploymentAsync($"journey{index}", configure: it => it.DrainSeconds = 2)), Ops: ops)));
            await RunAsync(journeys.Select(each => (each.World, each.Ops[..(each.Ops.Length / 2)])));
            foreach (var (world, _) in journeys)
                await world.DisturbAsync();
            await worker.EndAsync();
            Volatile.Write(ref worker, await node.StartWorkerAsync(Settings));
            await RunAsync(journeys.Select(each => (each.World, each.Ops[(each.Ops.Length / 2)..])));
            await Task.WhenAll(journeys.Select(each => ExplainAsync(each.World.BeWhatWasWantedAsync, each.Ops)));
            await DeleteAsync(node, journeys.Select(each => each.World));
            sandboxes.UnionWith(journeys.SelectMany(each => each.World.Sandboxes));
        }
        sandboxes.ShouldNotBeEmpty();
        NothingIsLeft(node, sandboxes);
    }

    private static Task RunAsync(IEnumerable<(RealWorld World, Op[] Ops)> journeys) => Task.WhenAll(journeys.Select(async journey =>
    {
        foreach (var op in journey.Ops)
            await journey.World.DoAsync(op);
    }));

    private static async Task ExplainAsync(Func<Task> check, IReadOnlyList<Op> ops)
    {
        try
        {
            await check();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"After {string.Join("; ", ops)} (the Worker was restarted in the middle): {exception.Message}", exception);
        }
    }

    private static async Task DeleteAsync(TestNode node, IEnumerable<RealWorld> worlds)
    {
        foreach (var world in worlds)
            await node.ChangeAsync(world.Deployment.Id, (_, it) => it.Delete());
        await using var db = node.Open();
        await Eventually.BeTrueAsync(async () => !await db.Deployments.AnyAsync(), "all are deleted");
    }

    private static void NothingIsLeft(TestNode node, IReadOnlyCollection<Guid> sandboxes)
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
    }
}
