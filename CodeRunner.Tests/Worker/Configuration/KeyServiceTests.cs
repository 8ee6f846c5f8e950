using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Core.Vault.KeyServices;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Configuration;

public sealed class KeyServiceTests
{
    private const string Away = "key_service_away";

    private static readonly byte[] App = Apps.Node("require('http').createServer((request, response) => response.end(process.env.TOKEN)).listen(process.env.PORT)");

    [Fact]
    public async Task A_release_waits_for_a_key_service_that_is_away_and_says_so_and_serves_when_it_is_back()
    {
        await using var transit = await FakeTransit.OpenAsync("coderunner");
        await using var node = await TestNode.CreateAsync();
        var deployment = await PushAsync(node, transit);
        var worker = await StartAsync(node, transit);

        var waiting = await Eventually.BeAsync(() => node.ReleaseAsync(deployment, 1, ReleaseState.Building), release => release.Reason?.Code == Away, "it says what it waits for");
        waiting.Reason!.Message.ShouldStartWith("The secret TOKEN can't be decrypted now");
        transit.Instead = null;
        (await worker.TextAsync(deployment)).ShouldBe("a-canary-secret");
        (await node.ReleaseAsync(deployment, 1, ReleaseState.Serving)).Interruptions.ShouldBe(0);
    }

    [Fact]
    public async Task An_instance_whose_secrets_can_not_be_had_for_now_starts_when_they_can_and_has_not_crashed()
    {
        await using var transit = await FakeTransit.OpenAsync("coderunner");
        await using var node = await TestNode.CreateAsync();
        var deployment = await PushAsync(node, transit);
        transit.Instead = null;
        var worker = await StartAsync(node, transit);
        await worker.TextAsync(deployment);

        transit.Instead = Sealed;
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryRestart(out var _));
        var waiting = await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Exists(each => each.Reason?.Code == Away), "it says what it waits for");
        waiting.Single(each => each.Reason?.Code == Away).ShouldSatisfyAllConditions(it => it.State.ShouldBe(InstanceState.Backoff), it => it.Crashes.ShouldBe(0));
        transit.Instead = null;
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all is [{ State: InstanceState.Running, RestartCount: 1 }], "the new instance runs alone");
    }

    private static FakeKeyService.Answer Sealed(FakeKeyService.Asked asked) => FakeTransit.Errors(HttpStatusCode.ServiceUnavailable, "Vault is sealed");

    /// <summary>A release with a secret; then the key service is away.</summary>
    private static async Task<Deployment> PushAsync(TestNode node, FakeTransit transit)
    {
        var deployment = await node.CreateDeploymentAsync("patient");
        var keys = new VaultOptions { Transit = { Address = transit.Address, Token = transit.Token, Keys = "coderunner/1" } }.Open();
        await node.ConfigureAsync(keys, new ConfigScope(node.ProjectId, EnvironmentName.Development), ("TOKEN!", "a-canary-secret"));
        await node.PushAsync(deployment.Id, App, new ConfigPins(0, 1, 0));
        transit.Instead = Sealed;
        return deployment;
    }

    private static Task<TestWorker> StartAsync(TestNode node, FakeTransit transit) => node.StartWorkerAsync(
        ("Vault:MasterKeys", ""), ("Vault:Transit:Address", transit.Address), ("Vault:Transit:Token", transit.Token), ("Vault:Transit:Keys", "coderunner/1"), ("Deployments:FirstBackoff", "00:00:01"));
}
