using Aspire.Hosting;
using CodeRunner.AppHost.Publishing;

namespace CodeRunner.Tests.Aspire.Publishing;

public sealed class SandboxFitTests
{
    [Theory]
    [InlineData("compose", null, "swarm")]
    [InlineData("compose", "", "swarm")]
    [InlineData("compose", "elsewhere", "elsewhere")]
    [InlineData("kubernetes", null, "elsewhere")]
    [InlineData("azure", null, "elsewhere")]
    [InlineData("manifest", null, "elsewhere")]
    public void Workers_are_published_where_they_can_make_sandboxes(string target, string? wished, string chosen) =>
        SandboxFit.Choose(Targets.Named(target), wished).ShouldBe(chosen);

    [Theory]
    [InlineData("azure", "bubblewrap", "namespaces")]
    [InlineData("azure", "swarm", "socket of a swarm's manager")]
    [InlineData("azure", "container", "directories that the engine mounts")]
    [InlineData("kubernetes", "swarm", "socket of a swarm's manager")]
    [InlineData("compose", "container", "directories that the engine mounts")]
    [InlineData("compose", "process", "isolates nothing")]
    [InlineData("compose", "docker", "no provider of that name")]
    public void What_can_make_no_sandboxes_there_is_refused_with_its_reason_and_what_can(string target, string wished, string reason)
    {
        var refused = Should.Throw<DistributedApplicationException>(() => SandboxFit.Choose(Targets.Named(target), wished)).Message;

        refused.ShouldStartWith($"Sandboxes:Provider '{wished}' does not go with Publish:Target '{target}': ");
        refused.ShouldContain(reason);
        refused.ShouldEndWith(target == "compose" ? "It can be swarm or elsewhere." : "It can be elsewhere.");
    }

    [Fact]
    public void A_target_that_there_is_not_is_refused_with_those_that_there_are() =>
        Should.Throw<DistributedApplicationException>(() => Targets.Named("heroku")).Message.ShouldBe("Publish:Target 'heroku' is not known; it can be manifest, compose, kubernetes, azure.");
}
