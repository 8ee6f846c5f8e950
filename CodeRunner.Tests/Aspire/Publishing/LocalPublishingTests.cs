using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Projects;

namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>What LocalAspire does of publishing, which is to say that it does none.</summary>
public sealed class LocalPublishingTests : IDisposable
{
    private readonly string run = Directory.CreateTempSubdirectory("local-publishing-").FullName;

    public void Dispose() => Directory.Delete(run, recursive: true);

    [Fact]
    public void To_publish_is_refused_with_what_it_takes() =>
        Should.Throw<DistributedApplicationException>(() => DistributedApplication.CreateBuilder(["--operation", "publish", "--step", "publish"])).Message.ShouldContain("-p:AspirePackages=true");

    [Fact]
    public async Task What_runs_here_is_the_same_whatever_it_would_be_published_for()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<CodeRunner_AppHost>([$"--CODERUNNER_RUN={run}", "--Publish:Target=azure", "--Announcing:Off=true"]);

        builder.Resources.Select(resource => resource.Name).Order().ShouldBe(["access-signing-key", "api", "db", "migrations", "postgres", "redis", "web", "worker"]);
    }

    [Fact]
    public async Task A_probe_is_a_health_check_of_its_path()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var service = builder.AddExecutable("service", "/bin/true", "/").WithHttpEndpoint().WithHttpProbe(ProbeType.Readiness, "/ready");

        service.Resource.Annotations.OfType<HealthCheckAnnotation>().Single().Key.ShouldContain("/ready");
    }

    [Fact]
    public async Task An_environment_to_publish_to_is_no_part_of_what_runs()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddDockerComposeEnvironment("compose").WithDashboard(false);
        builder.AddKubernetesEnvironment("kubernetes").AddIngress("edge");
        builder.AddAzureContainerAppEnvironment("azure");

        builder.Resources.ShouldBeEmpty();
    }
}
