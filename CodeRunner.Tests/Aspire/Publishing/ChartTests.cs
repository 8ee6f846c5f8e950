namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>The Helm chart that Aspire's own packages write.</summary>
public sealed class ChartTests
{
    private const string Target = "kubernetes";

    // A chart takes what it needs when it is written, and would ask a person for what is missing.
    private static readonly string[] Parameters = [.. new[] { "vault-master-keys", "apps-url", "edge-network", "services-network", "dashboard-host" }.Select(name => $"--Parameters:{name}=the-{name}")];

    private static readonly Lazy<Task<string>> Chart = new(() => GenuineAppHost.PublishAsync("publish", [$"--Publish:Target={Target}", .. Parameters]));

    [PublishedFact(Target)]
    public async Task The_cluster_asks_the_services_how_they_are()
    {
        foreach (var service in (string[])["api", "web"])
        {
            var container = (await ReadAsync(service, "deployment.yaml"))["spec"]["template"]["spec"]["containers"].Items.Single();
            container["readinessProbe"]["httpGet"]["path"].Text.ShouldBe("/health/ready");
            container["livenessProbe"]["httpGet"]["path"].Text.ShouldBe("/alive");
            // Pods listen without TLS, though the model has an endpoint https.
            container["readinessProbe"]["httpGet"]["scheme"].Text.ShouldBe("http");
        }
    }

    [PublishedFact(Target)]
    public async Task Data_is_on_disks_that_outlive_pods()
    {
        foreach (var server in (string[])["postgres", "redis"])
            (await ReadAsync(server, "statefulset.yaml"))["spec"]["template"]["spec"]["volumes"].Items.Single().Has("persistentVolumeClaim").ShouldBeTrue(server);
    }

    [PublishedFact(Target)]
    public async Task The_signing_key_is_in_a_secret_and_in_no_other_file()
    {
        (await ReadAsync("api", "secrets.yaml"))["stringData"].Names.ShouldContain("Access__SigningKey");
        (await ReadAsync("api", "config.yaml"))["data"].Names.ShouldNotContain("Access__SigningKey");
    }

    [PublishedFact(Target)]
    public async Task People_come_in_to_the_dashboard_by_its_name_over_TLS()
    {
        var ingress = (await ReadAsync("edge", "edge.yaml"))["spec"];

        ingress.Has("tls").ShouldBeTrue();
        ingress["rules"].Items.Single()["http"]["paths"].Items.Single()["backend"]["service"]["name"].Text.ShouldBe("web-service");
    }

    [PublishedFact(Target)]
    public async Task No_Worker_and_no_migration_is_among_the_pods() =>
        Directory.GetDirectories(Path.Combine(await Chart.Value, "templates")).Select(Path.GetFileName).ShouldNotContain(part => part == "worker" || part == "migrations");

    private static async Task<Yaml> ReadAsync(string part, string file) =>
        Yaml.Parse(await File.ReadAllTextAsync(Path.Combine(await Chart.Value, "templates", part, file)));
}
