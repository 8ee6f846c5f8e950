using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Core.Nodes;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Worker.Sandboxes.Swarm;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using static Microsoft.Extensions.Options.Options;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

/// <summary>Machines that are drained, and that die: a swarm of their own, of which one test kills a machine for good and the others need two.</summary>
[Trait("Needs", "root")]
[Collection(SwarmCluster.Turns)]
public sealed class MachineTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Procfile = "web: /bin/busybox httpd -f -p 0.0.0.0:$PORT -h /app\n";
    private const int MostStarts = 12;
    private readonly SwarmCluster cluster = SwarmCluster.Mortal;
    private Lab lab = null!;
    private SwarmOptions options = null!;
    private SwarmProvider provider = null!;

    public async Task InitializeAsync()
    {
        if (ProviderKind.Of(ProviderKind.Swarm).Lacks is null) options = await InstallationAsync();
        lab = await Lab.OpenAsync(ProviderKind.Process);
        if (options is not null) provider = Open();
    }

    public async Task DisposeAsync()
    {
        if (provider is not null)
        {
            foreach (var sandbox in await provider.ListAsync(CancellationToken.None)) await provider.DeleteAsync(sandbox.Id, CancellationToken.None);
            provider.Dispose();
        }

        await lab.DisposeAsync();
    }

    [SwarmFact]
    public async Task What_ran_on_a_machine_that_is_drained_is_lost_for_that_reason_and_starts_elsewhere()
    {
        var (id, machine) = await StartAsync(_ => true, "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        (await provider.Machines.TrySetAsync(machine, MachineAvailability.Drain, Soon)).ShouldBeNull();
        try
        {
            var exit = await provider.WaitForExitAsync(id, Soon);
            (exit.IsLost, exit.Code, exit.OutOfMemory).ShouldBe((true, 3, false));
            exit.Lost.ShouldNotBeNull().ShouldEndWith("was drained.");
            (await provider.FindAsync(id, Soon)).ShouldNotBeNull().Exit.ShouldBe(exit);
            await EndsAsync(id);
            (await StartAsync(_ => true, "sleep 1000")).Machine.ShouldNotBe(machine);
        }
        finally
        {
            await provider.Machines.TrySetAsync(machine, MachineAvailability.Active, CancellationToken.None);
        }
    }

    [SwarmFact]
    public async Task An_app_goes_on_elsewhere_when_an_operator_drains_its_machine_until_it_is_undone()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync([.. await SettingsAsync()]);
        var deployment = await node.DeployAsync("app", Zip.Of(("Procfile", Procfile), ("index.html", "hello")));
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "hello");
        var first = await SeenAsync(node, all => all.Exists(machine => machine.Facts.Sandboxes > 0), machine => machine.Facts.Sandboxes > 0);
        await WantAsync(node, first, MachineAvailability.Drain);
        try
        {
            await SeenAsync(node, all => all.Exists(machine => machine.Id != first && machine.Facts.Sandboxes > 0), machine => machine.Id != first && machine.Facts.Sandboxes > 0);
            await worker.AnswersAsync(deployment, HttpStatusCode.OK, "hello");
            var drained = (await MachinesAsync(node)).Single(machine => machine.Id == first);
            (drained.Facts.Availability, drained.Facts.Sandboxes, drained.Wanted).ShouldBe((MachineAvailability.Drain, 0, null));
            (await node.InstancesAsync(deployment)).ShouldHaveSingleItem().State.ShouldBe(InstanceState.Running);
        }
        finally
        {
            await WantAsync(node, first, MachineAvailability.Active);
            await SeenAsync(node, all => all.Single(machine => machine.Id == first).Facts.Availability == MachineAvailability.Active, _ => true);
        }

        await node.ChangeAsync(deployment.Id, (_, each) => each.TryStop(out string? _));
        await node.ShowsAsync(deployment, DeploymentState.Stopped);
    }

    [SwarmFact]
    public async Task What_ran_on_a_machine_that_died_is_lost_as_soon_as_the_swarm_gives_it_up_and_an_app_goes_on_elsewhere()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync([.. await SettingsAsync()]);
        var deployment = await node.DeployAsync("app", Zip.Of(("Procfile", Procfile), ("index.html", "hello")));
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "hello");
        var machine = await LeaveManagerAsync(node);
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "hello");
        var (id, _) = await StartAsync(at => at == machine, "echo ready; sleep 1000");
        var address = (await provider.Machines.LookAsync(Soon))[machine].Address;

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await cluster.KillAsync(Enumerable.Range(1, SwarmCluster.Machines).Single(number => cluster.AddressOf(number) == address));
        var exit = await provider.WaitForExitAsync(id, Soon);
        output.WriteLine($"lost {clock.Elapsed.TotalSeconds:0.0} s after its machine died");
        (exit.IsLost, exit.Code).ShouldBe((true, null));
        exit.Lost.ShouldNotBeNull().ShouldEndWith("is down.");
        (await provider.Machines.LookAsync(Soon))[machine].ShouldSatisfyAllConditions(seen => seen.State.ShouldBe(MachineState.Down), seen => seen.Sandboxes.ShouldBe(0));
        using (var other = Open()) (await other.FindAsync(id, Soon)).ShouldNotBeNull().Exit.ShouldNotBeNull().IsLost.ShouldBeTrue("another Worker sees the same");
        await Should.ThrowAsync<IOException>(async () => await provider.ConnectAsync(id, Soon));
        await EndsAsync(id);
        await provider.StopAsync(id, TimeSpan.FromSeconds(5), Soon);
        await provider.DeleteAsync(id, Soon);
        (await provider.FindAsync(id, Soon)).ShouldBeNull();

        await SeenAsync(node, all => all.Exists(each => each.Id != machine && each.Facts.Sandboxes > 0), _ => true);
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "hello");
        output.WriteLine($"the app answers {clock.Elapsed.TotalSeconds:0.0} s after its machine died");
        await Eventually.BeTrueAsync(async () => (await node.LinesAsync(deployment)).Exists(line => line.Contains("is down.", StringComparison.Ordinal)), "its log says why");
        await SeenAsync(node, all => all.Single(each => each.Id == machine).Facts.State == MachineState.Down, _ => true);
    }

    /// <summary>The machine that the only app runs on when it had to leave the manager's.</summary>
    private async Task<string> LeaveManagerAsync(TestNode node)
    {
        var manager = (await provider.Machines.LookAsync(Soon)).Single(machine => machine.Value.Manager).Key;
        await provider.Machines.TrySetAsync(manager, MachineAvailability.Drain, Soon);
        try
        {
            return await SeenAsync(node, all => all.Exists(machine => machine.Id != manager && machine.Facts.Sandboxes > 0), machine => machine.Id != manager && machine.Facts.Sandboxes > 0);
        }
        finally
        {
            await provider.Machines.TrySetAsync(manager, MachineAvailability.Active, CancellationToken.None);
        }
    }

    /// <summary>Of each step, and not of all together: a release is built among them.</summary>
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private SwarmProvider Open() => new(Create(lab.Options), Create(options), NullLogger<SwarmProvider>.Instance);

    private Task<SwarmOptions> InstallationAsync() => cluster.OptionsAsync($"t{Guid.NewGuid():N}"[..17]);

    /// <summary>A Worker is another installation than the provider here: it removes what it does not know of its own.</summary>
    private async Task<IEnumerable<(string Key, string Value)>> SettingsAsync() =>
        [.. SwarmSettings.Of(await InstallationAsync()).Select(setting => (setting.Key.Replace("__", ":"), setting.Value)), ("Sandboxes:OpenFiles", "1024")];

    /// <summary>One that runs on a machine which is meant, and says ready if it says anything; those that the swarm placed elsewhere stay, so that it chooses another.</summary>
    private async Task<(Guid Id, string Machine)> StartAsync(Func<string, bool> isMeant, string script)
    {
        for (var start = 0; start < MostStarts; start++)
        {
            var spec = lab.Shell(script);
            await provider.StartAsync(spec, Soon);
            using var manager = cluster.Connect(1);
            var tasks = await manager.Tasks.ListAsync(new() { Filters = SwarmEngine.Filter("service", [SwarmNames.Of(options.Name, spec.Id)]) }, Soon);
            var machine = tasks.Single().NodeID.ShouldNotBeNull();
            if (!isMeant(machine)) continue;
            if (script.Contains("ready", StringComparison.Ordinal)) await FirstLineAsync(spec.Id);
            return (spec.Id, machine);
        }
        throw new InvalidOperationException($"Of {MostStarts} tasks the swarm placed none where it was meant.");
    }

    private async Task FirstLineAsync(Guid id)
    {
        await foreach (var record in provider.ReadOutputAsync(id, 0, Soon))
        {
            record.Text.ShouldBe("ready");
            return;
        }
    }

    /// <summary>Its output has an end, whatever became of its machine.</summary>
    private async Task EndsAsync(Guid id)
    {
        await foreach (var _ in provider.ReadOutputAsync(id, 0, Soon))
        {
        }
    }

    private static async Task WantAsync(TestNode node, string id, MachineAvailability availability)
    {
        await using var db = node.Open();
        (await db.Machines.SingleAsync(machine => machine.Id == id)).TryWant(availability);
        await db.SaveChangesAsync();
    }

    private static async Task<List<Machine>> MachinesAsync(TestNode node)
    {
        await using var db = node.Open();
        return await db.Machines.AsNoTracking().ToListAsync();
    }

    private static async Task<string> SeenAsync(TestNode node, Func<List<Machine>, bool> wanted, Func<Machine, bool> which) =>
        (await Eventually.BeAsync(() => MachinesAsync(node), wanted, "the machines are as they should be")).First(which).Id;
}
