using System.Diagnostics;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using Xunit.Abstractions;

namespace CodeRunner.Tests.EndToEnd.Deploy;

/// <summary>deploy/ as it is committed, run as docs/install.md says, on the tests' own swarm of three machines.</summary>
[Trait("Needs", "root")]
[Collection(SwarmCluster.Turns)]
public sealed class DeployTests(ITestOutputHelper output)
{
    private static readonly string[] Copies = ["api", "web", "worker"];

    [DeployFact("docker-compose")]
    public async Task On_one_server_the_compose_file_carries_an_app_from_its_release_to_its_end()
    {
        var installation = await PrepareAsync("one", ("SUBNET", "10.96.0.0/24"), ("APPS_REGISTRY", "127.0.0.1:5000/coderunner"));
        try
        {
            await installation.RunAsync("docker-compose", "-f", "compose.yaml", "up", "--detach");
            using var journey = await DeployJourney.StartAsync(installation);
            await journey.ReleaseAsync(1);
            await journey.LogsItsVisitsAsync();
            await journey.MadeUpNamesGetNoCertificateAsync();
            await journey.DashboardAsksToSignInAsync();
            await journey.DeletesAsync();
        }
        finally
        {
            output.WriteLine(await installation.RunAsync("docker-compose", "-f", "compose.yaml", "logs", "--no-color", "--tail", "40"));
            await installation.RunAsync("docker-compose", "-f", "compose.yaml", "down", "--volumes", "--timeout", "1");
        }
    }

    [DeployFact]
    public async Task On_a_swarm_the_stack_goes_on_while_a_copy_of_each_service_is_killed_and_an_upgrade_fails_no_request()
    {
        var installation = await PrepareAsync("several");
        await installation.RunAsync("sh", "secrets.sh", "swarm", "1");
        await installation.RunAsync("docker", "network", "create", "--driver", "overlay", "--subnet", "10.97.0.0/24", installation.Name);
        var self = (await installation.RunAsync("docker", "info", "-f", "{{.Swarm.NodeID}}")).Trim();
        await installation.RunAsync("docker", "node", "update", "--label-add", "coderunner.data=yes", "--label-add", "coderunner.edge=yes", "--label-add", "coderunner.worker=yes", self);
        try
        {
            await installation.RunAsync("docker", "stack", "deploy", "--compose-file", "stack.yaml", installation.Name);
            using var journey = await DeployJourney.StartAsync(installation);
            await TwoOfEachAsync(installation);
            await journey.ReleaseAsync(1);
            foreach (var service in Copies) await installation.KillOneAsync(service);
            await journey.AnswersAsync("/");
            await journey.DashboardAsksToSignInAsync();
            await journey.LogsItsVisitsAsync();
            await journey.ReleaseAsync(2);
            await TwoOfEachAsync(installation);
            await UpgradesUnnoticedAsync(installation, journey);
            await TwoOfEachAsync(installation);
            await journey.DeletesAsync();
        }
        finally
        {
            foreach (var service in Copies) output.WriteLine(await installation.RunAsync("docker", "service", "logs", "--tail", "40", $"{installation.Name}_{service}"));
            await installation.RunAsync("docker", "stack", "rm", installation.Name);
            await installation.HasEndedAsync();
        }
    }

    private async Task UpgradesUnnoticedAsync(Installation installation, DeployJourney journey)
    {
        await using var visitors = journey.Visit();
        var clock = Stopwatch.StartNew();
        await installation.UpgradeAsync("next", Copies);
        var failures = await visitors.EndAsync();
        output.WriteLine($"upgraded within {clock.Elapsed.TotalSeconds:0} s; {failures.Count} of {visitors.Answers} requests failed\n{string.Join('\n', failures)}");
        failures.ShouldBeEmpty();
    }

    private async Task<Installation> PrepareAsync(string name, params (string Key, string Value)[] settings)
    {
        var clock = Stopwatch.StartNew();
        var installation = await Installation.PrepareAsync(name, settings);
        output.WriteLine($"images and files were there within {clock.Elapsed.TotalSeconds:0} s");
        return installation;
    }

    private static async Task TwoOfEachAsync(Installation installation)
    {
        foreach (var service in Copies)
            await Eventually.BeAsync(() => installation.CountRunningAsync(service), running => running == 2, $"two copies of {service} run");
    }

    private sealed class DeployFactAttribute : FactAttribute
    {
        public DeployFactAttribute(params string[] more) => Skip = Environment.IsPrivilegedProcess
            ? Installed.Lacks([.. more, "docker", "dockerd", "docker-registry", "runc", "ip", "iptables", "busybox", "unshare", "caddy", "redis-server", "ldd", "/usr/bin/python3", "/usr/lib/postgresql/15/bin/postgres"])
            : "a private swarm is started as root only";
    }
}
