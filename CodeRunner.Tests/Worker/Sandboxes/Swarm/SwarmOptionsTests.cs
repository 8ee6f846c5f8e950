using System.ComponentModel.DataAnnotations;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Swarm;
using static Microsoft.Extensions.Options.Options;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

public sealed class SwarmOptionsTests
{
    [Fact]
    public void A_swarm_without_a_registry_is_refused_and_other_providers_need_none()
    {
        new SwarmRequired(Create(new SandboxOptions { Provider = "swarm" })).Validate(null, new SwarmOptions()).FailureMessage!.ShouldContain("Sandboxes:Swarm:Registry");
        new SwarmRequired(Create(new SandboxOptions { Provider = "swarm" })).Validate(null, new SwarmOptions { Registry = "registry.internal:5000/coderunner" }).Succeeded.ShouldBeTrue();
        new SwarmRequired(Create(new SandboxOptions())).Validate(null, new SwarmOptions()).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("registry.internal:5000", "Sandboxes:Swarm:Registry")]
    [InlineData("registry.internal:5000/Upper", "Sandboxes:Swarm:Registry")]
    [InlineData("registry.internal:5000/coderunner:tag", "Sandboxes:Swarm:Registry")]
    [InlineData("registry.internal:5000/team/coderunner", null)]
    public void A_registry_is_named_with_a_repository(string registry, string? wrong) => Problems(new SwarmOptions { Registry = registry }).ShouldBe(wrong);

    [Theory]
    [InlineData("", "tcp://10.0.0.7:2375", "Sandboxes:Swarm:Nodes")]
    [InlineData("10.0.0.7", "http://10.0.0.7:2375", "Sandboxes:Swarm:Nodes")]
    [InlineData("10.0.0.7", "tcp://10.0.0.7:2375", null)]
    [InlineData("10.0.0.7", "unix:///var/run/docker.sock", null)]
    public void A_daemon_is_named_with_its_machines_address(string address, string endpoint, string? wrong) =>
        Problems(new SwarmOptions { Nodes = [new SwarmNodeEndpoint { Address = address, Endpoint = endpoint }] }).ShouldBe(wrong);

    [Fact]
    public void A_machine_has_one_daemon()
    {
        SwarmNodeEndpoint Daemon(int port) => new() { Address = "10.0.0.7", Endpoint = $"tcp://10.0.0.7:{port}" };
        Problems(new SwarmOptions { Nodes = [Daemon(1), Daemon(2)] }).ShouldBe("Sandboxes:Swarm:Nodes");
    }

    [Theory]
    [InlineData("tcp://10.0.0.7:2375", "Sandboxes:Swarm:Endpoint")]
    [InlineData("unix:///var/run/docker.sock", null)]
    public void The_manager_is_this_machines(string endpoint, string? wrong) => Problems(new SwarmOptions { Endpoint = endpoint }).ShouldBe(wrong);

    private static string? Problems(SwarmOptions options) =>
        options.Validate(new ValidationContext(options)).Select(p => p.ErrorMessage![..p.ErrorMessage!.IndexOfAny([' ', ':'], "Sandboxes:Swarm:".Length)]).SingleOrDefault();
}
