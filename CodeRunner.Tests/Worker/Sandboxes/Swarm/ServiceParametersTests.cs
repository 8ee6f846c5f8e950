using System.Text.Json;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Container;
using CodeRunner.Worker.Sandboxes.Swarm;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

public sealed class ServiceParametersTests
{
    private static readonly SandboxSpec Spec = new()
    {
        Id = Guid.NewGuid(),
        Labels = new SandboxLabels(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 3),
        Purpose = SandboxPurpose.Instance,
        AppDirectory = "/artifacts/1",
        Command = ["/bin/server", "--flag-of-the-command"],
        Environment = new Dictionary<string, string> { ["KEY"] = "value-of-the-environment" },
        Secrets = ["value-of-the-environment"],
        Limits = new SandboxLimits(0.5, 256, 64, 512),
        Listens = true,
    };

    private static readonly ServicePlan Plan = new()
    {
        Name = "coderunner-1",
        Owner = "coderunner",
        Image = "registry.internal/apps@sha256:0",
        SecretId = "s1",
        Port = 8080,
        HasCopy = true,
        TmpMb = 64,
        OpenFiles = 1024,
        SegmentBytes = 1 << 20,
        OutputBytes = 8 << 20,
        StopGrace = TimeSpan.FromSeconds(7),
    };

    [Fact]
    public void A_sandbox_is_one_task_that_is_never_started_again()
    {
        var service = ServiceParameters.Make(Plan, Spec);

        (service.Mode!.Replicated!.Replicas, service.TaskTemplate!.RestartPolicy!.Condition).ShouldBe((1ul, "none"));
        SwarmNames.Read(new() { Spec = service }).ShouldBe(new SandboxStatus(Spec.Id, Spec.Labels, Spec.Purpose, default, 8080, null));
    }

    [Fact]
    public void The_swarm_is_told_neither_command_nor_environment()
    {
        var told = JsonSerializer.Serialize(ServiceParameters.Make(Plan, Spec));

        told.ShouldNotContain("--flag-of-the-command");
        told.ShouldNotContain("value-of-the-environment");
        told.ShouldNotContain("KEY");
    }

    [Fact]
    public void The_limits_are_the_specs_and_our_first_process_is_not_on_the_apps_account()
    {
        var limits = ServiceParameters.Make(Plan, Spec).TaskTemplate!.Resources!.Limits!;

        (limits.NanoCPUs, limits.MemoryBytes, limits.Pids).ShouldBe((500_000_000, 256L << 20, 64 + ContainerParameters.InitTasks));
    }

    [Fact]
    public void The_root_is_read_only_with_five_rights_and_a_secret_that_only_it_reads()
    {
        var container = ServiceParameters.Make(Plan, Spec).TaskTemplate!.ContainerSpec!;

        (container.ReadOnly, container.User).ShouldBe((true, "0:0"));
        container.CapabilityDrop.ShouldBe(["ALL"]);
        container.CapabilityAdd.ShouldBe(["CAP_NET_ADMIN", "CAP_CHOWN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"]);
        var file = container.Secrets!.ShouldHaveSingleItem().File!;
        (file.Name, file.UID, file.Mode).ShouldBe(("coderunner", "0", 0x100u));
        container.Mounts!.Select(m => (m.Type, m.Target)).ShouldBe([("volume", "/app"), ("tmpfs", "/tmp"), ("tmpfs", "/run")]);
    }

    [Fact]
    public void What_its_image_sets_is_empty_for_our_first_process()
    {
        var plan = Plan with { Cleared = ImageEnvironment.NamesOf(["PATH=/bin", "DOTNET_DbgEnableMiniDump=1", "DOTNET_DbgEnableMiniDump=0", "A=B=C", "ALONE", "=odd"]) };

        ServiceParameters.Make(plan, Spec).TaskTemplate!.ContainerSpec!.Env.ShouldBe(["PATH=", "DOTNET_DbgEnableMiniDump=", "A=", "ALONE="]);
    }

    [Fact]
    public void A_port_is_published_by_its_machine_and_only_where_it_is_told()
    {
        var port = ServiceParameters.Make(Plan, Spec).EndpointSpec!.Ports!.ShouldHaveSingleItem();

        (port.TargetPort, port.PublishedPort, port.PublishMode).ShouldBe((8080u, null, "host"));
        ServiceParameters.Make(Plan with { Port = null }, Spec).EndpointSpec!.Ports!.ShouldBeEmpty();
    }

    [Fact]
    public void What_has_directories_of_a_machine_is_placed_there()
    {
        var task = ServiceParameters.Make(Plan with { Node = "n1", HasCopy = false, Mounts = [new SandboxMount("/builds/1", "/app", Writable: true)] }, Spec).TaskTemplate!;

        task.Placement!.Constraints!.ShouldBe(["node.id==n1"]);
        task.ContainerSpec!.Mounts!.Select(m => (m.Type, m.Source, m.Target, m.ReadOnly)).First().ShouldBe(("bind", "/builds/1", "/app", false));
        ServiceParameters.Make(Plan, Spec).TaskTemplate!.Placement!.Constraints!.ShouldBeEmpty();
    }
}
