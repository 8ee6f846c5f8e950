using System.Diagnostics;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Swarm;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using static Microsoft.Extensions.Options.Options;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

/// <summary>What is a swarm's own, beside what every provider holds.</summary>
[Trait("Needs", "root")]
public sealed class SwarmTests(ITestOutputHelper output)
{
    [SwarmFact]
    public async Task It_is_spread_over_the_machines_and_each_says_what_its_tasks_use()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => lab.StartAsync("sleep 1000")));
        using var manager = SwarmCluster.Shared.Connect(1);
        var tasks = (await Task.WhenAll(ids.Select(id => TasksOfAsync(manager, id)))).SelectMany(t => t);

        tasks.Select(t => t.NodeID).Distinct().Count().ShouldBe(SwarmCluster.Machines);
        // Threads that our first process began with go a moment later.
        foreach (var id in ids) await Eventually.BeAsync(async () => (await lab.Provider.ReadAsync(id, lab.Soon))?.Pids, pids => pids == 1, "one process");
    }

    [SwarmFact]
    public async Task The_same_files_are_pushed_once()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var spec = lab.Shell("cat file");
        await File.WriteAllTextAsync(Path.Combine(spec.AppDirectory, "file"), $"{Guid.NewGuid()}");
        var clock = Stopwatch.StartNew();
        await lab.StartAsync(spec);
        output.WriteLine($"started within {clock.Elapsed.TotalSeconds:0.0} s with its image made; the swarm itself within {SwarmCluster.Shared.StartedWithin.TotalSeconds:0.0} s");
        clock.Restart();
        await (await lab.AddWorkerAsync()).StartAsync(spec with { Id = Guid.NewGuid() }, lab.Soon);
        output.WriteLine($"started again within {clock.Elapsed.TotalSeconds:0.0} s");
        using var manager = SwarmCluster.Shared.Connect(1);
        var services = (await manager.Swarm.ListServicesAsync(new ServiceListParameters())).Where(s => s.Spec!.Labels!.TryGetValue("coderunner.deployment", out var whose) && whose == $"{spec.Labels.DeploymentId}");

        var images = services.Select(s => s.Spec!.TaskTemplate!.ContainerSpec!.Image!).ToList();
        images.Count.ShouldBe(2);
        images[0].ShouldMatch("@sha256:[0-9a-f]{64}$");
        images.Distinct().ShouldHaveSingleItem();
    }

    [SwarmFact]
    public async Task Two_installations_do_not_see_each_others()
    {
        await using var one = await Lab.OpenAsync(ProviderKind.Swarm);
        await using var other = await Lab.OpenAsync(ProviderKind.Swarm);
        var id = await one.StartAsync("sleep 1000");

        (await other.Provider.ListAsync(other.Soon)).ShouldBeEmpty();
        (await other.Provider.FindAsync(id, other.Soon)).ShouldBeNull();
        await other.Provider.DeleteAsync(id, other.Soon);
        (await one.Provider.ListAsync(one.Soon)).ShouldHaveSingleItem().Running.ShouldBeTrue();
    }

    [SwarmFact]
    public async Task No_network_is_reached_without_egress_and_with_it_what_is_public_only()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var neighbour = lab.Shell("exec /bin/busybox httpd -f -p 0.0.0.0:$PORT -h /app") with { Listens = true };
        await File.WriteAllTextAsync(Path.Combine(neighbour.AppDirectory, "index.html"), "reached");
        await lab.StartAsync(neighbour);
        using var manager = SwarmCluster.Shared.Connect(1);
        var published = TaskFacts.PublishedPort((await TasksOfAsync(manager, neighbour.Id)).Single(), 8080).ShouldNotBeNull();
        var machines = Enumerable.Range(1, SwarmCluster.Machines).Select(SwarmCluster.Shared.AddressOf).ToList();
        string[] places =
        [
            $"{SwarmCluster.Public} {SwarmCluster.MachinePort}", .. machines.Select(m => $"{m} {SwarmCluster.MachinePort}"), .. machines.Select(m => $"{m} {published}"),
            $"172.17.0.1 {SwarmCluster.MachinePort}", "172.17.0.2 8080", "172.17.0.3 8080", "172.17.0.4 8080",
        ];
        var script = string.Join('\n', places.Select(place => $"(printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n' | /bin/busybox nc -w 2 {place} 2> /dev/null | grep -q reached && echo {place}) &")) + "\nwait; echo end";
        var probe = lab.Shell(script) with { Limits = new SandboxLimits(1, 256, 200, 64) };

        (await lab.RunAsync(probe)).Output.ShouldBe(["end"]);
        (await lab.RunAsync(probe with { Id = Guid.NewGuid(), Network = NetworkAccess.Internet })).Output.ShouldBe([$"{SwarmCluster.Public} {SwarmCluster.MachinePort}", "end"]);
        await using var reached = await lab.Provider.ConnectAsync(neighbour.Id, lab.Soon);
    }

    [SwarmFact]
    public async Task What_its_first_process_is_told_and_keeps_is_closed_to_the_app()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        (await lab.RunAsync("cat /run/secrets/* && echo read; echo forged > /proc/1/fd/1 && echo written; kill -STOP 1; echo end")).Output.ShouldBe(["end"]);
    }

    [SwarmFact]
    public async Task Where_no_daemon_can_be_asked_the_swarm_ends_it_and_what_it_uses_is_not_told()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var options = await SwarmCluster.Shared.OptionsAsync($"t{Guid.NewGuid():N}"[..17]);
        options.Nodes.Clear();
        options.StopGrace = TimeSpan.FromSeconds(20);
        using var provider = new SwarmProvider(Create(lab.Options), Create(options), NullLogger<SwarmProvider>.Instance);
        var spec = lab.Shell("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        await provider.StartAsync(spec, lab.Soon);

        (await provider.ProbeAsync(lab.Soon)).Missing.ShouldContain(m => m.Contains("Sandboxes:Swarm:Nodes", StringComparison.Ordinal));
        (await provider.ReadAsync(spec.Id, lab.Soon)).ShouldBeNull();
        await provider.StopAsync(spec.Id, TimeSpan.FromSeconds(1), lab.Soon);
        (await provider.FindAsync(spec.Id, lab.Soon)).ShouldNotBeNull().Exit.ShouldNotBeNull().Code.ShouldBe(3);
        var said = new List<string>();
        await foreach (var record in provider.ReadOutputAsync(spec.Id, 0, lab.Soon)) said.Add(record.Text);
        said.ShouldBe(["ready", "bye"]);
        await provider.DeleteAsync(spec.Id, lab.Soon);
        (await provider.FindAsync(spec.Id, lab.Soon)).ShouldBeNull();
    }

    [SwarmFact]
    public async Task What_was_acknowledged_is_found_by_another_Worker_and_disturbs_nothing_that_runs()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var id = await lab.StartAsync("seq 1 1000; echo ready; sleep 1000");
        await lab.WaitForLineAsync(id, "ready");
        await lab.Provider.AcknowledgeOutputAsync(id, 1000, lab.Soon);
        await lab.RestartAsync();
        using var manager = SwarmCluster.Shared.Connect(1);

        (await lab.Provider.FindAcknowledgedAsync(id, lab.Soon)).ShouldBeInRange(900, 1000);
        (await lab.WaitForLineAsync(id, _ => true, afterSeq: 1000)).ShouldSatisfyAllConditions(r => r.Seq.ShouldBe(1001), r => r.Text.ShouldBe("ready"), r => r.LostLines.ShouldBe(0));
        (await TasksOfAsync(manager, id)).ShouldHaveSingleItem();
        (await lab.Provider.FindAsync(id, lab.Soon))!.Running.ShouldBeTrue();
    }

    [SwarmFact]
    public async Task What_no_machine_can_run_is_said_with_the_swarms_reason()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var refused = await Should.ThrowAsync<SandboxException>(() => lab.StartAsync(lab.Shell("true") with { Purpose = SandboxPurpose.Build, Mounts = [new SandboxMount("/nowhere", "/cache", Writable: false)] }));

        refused.Code.ShouldBe("start_failed");
        refused.Message.ShouldContain("does not exist");
        refused.Message.ShouldNotContain(lab.Root);
    }

    [SwarmFact]
    public async Task A_start_whose_service_somebody_removes_fails_at_once()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var options = await SwarmCluster.Shared.OptionsAsync($"t{Guid.NewGuid():N}"[..17]);
        using var provider = new SwarmProvider(Create(lab.Options), Create(options), NullLogger<SwarmProvider>.Instance);
        using var manager = SwarmCluster.Shared.Connect(1);
        var spec = lab.Shell("sleep 1000");

        var start = provider.StartAsync(spec, lab.Soon);
        var name = SwarmNames.Of(options.Name, spec.Id);
        while (!(await manager.Swarm.ListServicesAsync(new())).Any(service => service.Spec!.Name == name)) await Task.Delay(5);
        await manager.Swarm.RemoveServiceAsync(name);

        var refused = await Should.ThrowAsync<SandboxException>(() => start);
        (refused.Code, lab.Soon.IsCancellationRequested).ShouldBe(("start_failed", false));
    }

    [SwarmFact]
    public async Task A_secret_whose_start_was_killed_goes_when_no_start_takes_that_long()
    {
        await using var lab = await Lab.OpenAsync(ProviderKind.Swarm);
        var options = await SwarmCluster.Shared.OptionsAsync($"t{Guid.NewGuid():N}"[..17]);
        using var manager = SwarmCluster.Shared.Connect(1);
        var labels = new Dictionary<string, string> { [SwarmNames.OwnerLabel] = options.Name };
        var left = (await manager.Secrets.CreateAsync(new SwarmSecretSpec { Name = $"{options.Name}-left", Labels = labels, Data = [1] })).ID;
        async Task<bool> IsThereAsync() => (await manager.Secrets.ListAsync()).Any(secret => secret.ID == left);

        using (var now = new SwarmProvider(Create(lab.Options), Create(options), NullLogger<SwarmProvider>.Instance)) await now.ListAsync(lab.Soon);
        (await IsThereAsync()).ShouldBeTrue("its start may be under way");
        using (var later = new SwarmProvider(Create(lab.Options), Create(options), NullLogger<SwarmProvider>.Instance, new HalfAnHourAhead())) await later.ListAsync(lab.Soon);
        (await IsThereAsync()).ShouldBeFalse();
    }

    private sealed class HalfAnHourAhead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(30);
    }

    private static async Task<IList<TaskResponse>> TasksOfAsync(IDockerClient manager, Guid id)
    {
        var service = (await manager.Swarm.ListServicesAsync(new ServiceListParameters())).Single(s => s.Spec!.Name!.Contains($"{id:N}", StringComparison.Ordinal));
        return await manager.Tasks.ListAsync(new TasksListParameters { Filters = SwarmEngine.Filter("service", [service.ID]) });
    }
}
