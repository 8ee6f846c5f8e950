using System.Net;
using System.Text.Json.Nodes;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

public sealed class HostTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Theory]
    [InlineData("Shop.Example.org", "shop.example.org")]
    [InlineData("shop.example.org.", "shop.example.org")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("a-b.c1.example", "a-b.c1.example")]
    public async Task A_name_is_kept_as_browsers_send_it(string given, string kept)
    {
        var (ada, deployment) = await DeployAsync();
        var host = await ada.SendAsync<HostResponse>(HttpMethod.Put, $"{deployment}/hosts/{Uri.EscapeDataString(given)}");

        host!.Host.ShouldBe(kept);
        host.Url.ShouldBe($"http://{kept}:8080");
        (await ada.GetAsync<HostsResponse>($"{deployment}/hosts"))!.Items.ShouldHaveSingleItem().Host.ShouldBe(kept);
        using var gone = await ada.SendAsync(HttpMethod.Delete, $"{deployment}/hosts/{kept}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ada.GetAsync<HostsResponse>($"{deployment}/hosts"))!.Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("0x7f.1")]
    [InlineData("*.example.org")]
    [InlineData("-a.example.org")]
    [InlineData("a_b.example.org")]
    [InlineData("a..example.org")]
    [InlineData("shop.example.org:80")]
    [InlineData("shop.example.org/x")]
    [InlineData("ex ample.org")]
    [InlineData("other-app.localhost")]
    [InlineData("a.b.LOCALHOST")]
    [InlineData("x\r\nSet-Cookie: a.example")]
    [InlineData("<b>.example")]
    public async Task What_is_no_name_for_an_app_is_refused_with_the_field_named(string given)
    {
        var (ada, deployment) = await DeployAsync();
        using var refused = await ada.SendAsync(HttpMethod.Put, $"{deployment}/hosts/{Uri.EscapeDataString(given)}");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"host\":[");
    }

    [Fact]
    public async Task A_name_is_one_deployments_and_how_it_is_written_does_not_matter()
    {
        var name = $"n{Guid.NewGuid():n}.example.org";
        var ((ada, hers), (eve, other)) = (await DeployAsync(), await DeployAsync());
        await ada.SendAsync<HostResponse>(HttpMethod.Put, $"{hers}/hosts/{name}");
        await ada.SendAsync<HostResponse>(HttpMethod.Put, $"{hers}/hosts/{name}");

        using var refused = await eve.SendAsync(HttpMethod.Put, $"{other}/hosts/{name.ToUpperInvariant()}.");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var notHers = await eve.SendAsync(HttpMethod.Delete, $"{other}/hosts/{name}");
        notHers.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_name_is_one_deployments_also_at_the_same_moment()
    {
        var name = $"n{Guid.NewGuid():n}.example.org";
        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => DeployAsync()));
        var answers = await Task.WhenAll(claims.Select(async claim =>
        {
            using var answer = await claim.User.SendAsync(HttpMethod.Put, $"{claim.Path}/hosts/{name}");
            return answer.StatusCode;
        }));

        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task A_deployment_has_a_bounded_number_of_names()
    {
        var (ada, deployment) = await DeployAsync();
        for (var number = 0; number < 20; number++)
            await ada.SendAsync<HostResponse>(HttpMethod.Put, $"{deployment}/hosts/n{number}-{Guid.NewGuid():n}.example.org");

        using var refused = await ada.SendAsync(HttpMethod.Put, $"{deployment}/hosts/one-more.example.org");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Where_proof_is_asked_for_a_name_goes_to_whom_its_DNS_names_and_away_from_who_was_only_first()
    {
        await using var dns = new TxtServer();
        await using var strict = await ApiFactory.StartAsync(
            api.Database, settings: new Dictionary<string, string> { ["Ingress:HostProof"] = "dns", ["Ingress:DnsServer"] = dns.Address });
        var name = $"n{Guid.NewGuid():n}.example.org";
        var (squatter, squatted) = await DeployAsync();
        await squatter.SendAsync<HostResponse>(HttpMethod.Put, $"{squatted}/hosts/{name}");
        var ada = await strict.UserAsync();
        var deployment = await ada.DeploymentAsync();

        using (var early = await ada.SendAsync(HttpMethod.Put, $"/api/deployments/{deployment.Id}/hosts/{name}"))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await early.Content.ReadAsStringAsync()).ShouldContain($"_coderunner.{name}");
        }
        dns.Records[$"_coderunner.{name}"] = deployment.Id.ToString();
        (await ada.SendAsync<HostResponse>(HttpMethod.Put, $"/api/deployments/{deployment.Id}/hosts/{name}"))!.Proven.ShouldBeTrue();
        (await squatter.GetAsync<HostsResponse>($"{squatted}/hosts"))!.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_of_the_ingress_are_the_deployments_and_make_no_new_release()
    {
        var (ada, deployment) = await DeployAsync();
        (await ada.GetAsync<JsonObject>(deployment))!["ingress"]!.ToJsonString().ShouldBe("""{"maxBodyMb":100,"maxConcurrent":1000}""");
        (await ada.SendAsync<JsonObject>(HttpMethod.Patch, deployment, new { ingress = new { maxConcurrent = 5 } }))!["ingress"]!.ToJsonString()
            .ShouldBe("""{"maxBodyMb":100,"maxConcurrent":5}""");

        using var refused = await ada.SendAsync(HttpMethod.Patch, deployment, new { ingress = new { maxBodyMb = 0, maxConcurrent = 10001 } });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await refused.Content.ReadAsStringAsync();
        text.ShouldContain("ingress.maxBodyMb");
        text.ShouldContain("ingress.maxConcurrent");
    }

    private async Task<(TestUser User, string Path)> DeployAsync()
    {
        var ada = await api.UserAsync();
        return (ada, $"/api/deployments/{(await ada.DeploymentAsync()).Id}");
    }
}
