using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Ingress.Storing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeRunner.Tests.Worker.Ingress;

public sealed class RouteFilesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-routes-").FullName;

    private RouteFiles Files => new(directory, NullLogger.Instance);

    [Fact]
    public void A_route_comes_back_as_it_was_kept()
    {
        var entry = Entry() with { Hosts = ["shop.example.org"], Limits = new IngressLimits(5, 7), ReasonCode = "crash" };
        Files.Write(entry.DeploymentId, StoredRoute.Write(entry));
        var read = Files.ReadAll().ShouldHaveSingleItem().Entry;

        (read with { Instances = [], Hosts = [] }).ShouldBe(entry with { Instances = [], Hosts = [] });
        read.Instances.ShouldBe(entry.Instances);
        read.Hosts.ShouldBe(entry.Hosts);
    }

    [Fact]
    public void What_is_torn_or_was_never_a_route_is_passed_over()
    {
        var (good, torn) = (Entry(), Entry());
        Files.Write(good.DeploymentId, StoredRoute.Write(good));
        Files.Write(torn.DeploymentId, StoredRoute.Write(torn)[..^20]);
        Files.Write(Guid.NewGuid(), StoredRoute.Write(good)); // another's route under this name
        Files.Write(Guid.NewGuid(), []);
        Files.Write(Guid.NewGuid(), new byte[1024 * 1024]);
        Files.Write(Guid.NewGuid(), "{\"version\":1,\"slug\":null}"u8.ToArray());
        Files.Write(Guid.NewGuid(), "{\"version\":99}"u8.ToArray());
        Files.Write(Guid.NewGuid(), "[1,2,3]"u8.ToArray());
        File.WriteAllText(Path.Combine(directory, "notes.json"), "mine");
        File.CreateSymbolicLink(Path.Combine(directory, $"{Guid.NewGuid():n}.json"), "/etc/passwd");
        File.WriteAllText(Path.Combine(directory, $"{Guid.NewGuid():n}.json.1.tmp"), "half");

        Files.ReadAll().Select(read => read.Entry.DeploymentId).ShouldBe([good.DeploymentId]);
    }

    [Fact]
    public void A_route_is_replaced_whole_and_leaves_nothing_beside_it()
    {
        var entry = Entry();
        for (var change = 0; change < 20; change++)
            Files.Write(entry.DeploymentId, StoredRoute.Write(entry with { ReasonCode = $"reason{change}" }));

        Directory.GetFiles(directory).ShouldHaveSingleItem();
        Files.ReadAll().Single().Entry.ReasonCode.ShouldBe("reason19");
        Files.Delete(entry.DeploymentId);
        Files.Delete(entry.DeploymentId);
        Directory.GetFiles(directory).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static RouteEntry Entry() =>
        new(Guid.NewGuid(), "shop-7k2p", DeploymentState.Running, null, [new RouteInstance(Guid.NewGuid(), Guid.NewGuid()), new RouteInstance(Guid.NewGuid(), Guid.NewGuid())]);
}
