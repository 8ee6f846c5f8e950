namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>The compose file that Aspire's own packages write.</summary>
public sealed class ComposeTests
{
    private const string Target = "compose";

    private static readonly Lazy<Task<(Yaml File, string Settings)>> Published = new(ReadAsync);

    [PublishedFact(Target)]
    public async Task The_database_is_migrated_before_the_Api_and_the_Worker_start()
    {
        var services = (await Published.Value).File["services"];

        services["migrations"]["command"].Texts.ShouldBe(["migrate"]);
        services["migrations"]["depends_on"]["postgres"]["condition"].Text.ShouldBe("service_healthy");
        services["postgres"]["healthcheck"]["test"].Texts.ShouldContain("pg_isready");
        foreach (var service in (string[])["api", "worker"])
            services[service]["depends_on"]["migrations"]["condition"].Text.ShouldBe("service_completed_successfully");
    }

    [PublishedFact(Target)]
    public async Task Only_the_dashboard_and_the_apps_are_open_to_people()
    {
        var services = (await Published.Value).File["services"];

        services.Names.Where(service => services[service].Has("ports")).Order().ShouldBe(["web", "worker"]);
        services.Names.Order().ShouldBe(["api", "migrations", "postgres", "redis", "web", "worker"]);
    }

    [PublishedFact(Target)]
    public async Task Secrets_are_settings_without_a_value()
    {
        var (file, settings) = await Published.Value;

        file["services"]["api"]["environment"]["Access__SigningKey"].Text.ShouldBe("${ACCESS_SIGNING_KEY}");
        file["services"]["worker"]["environment"]["ConnectionStrings__db"].Text.ShouldContain("Password=${POSTGRES_PASSWORD}");
        var lines = settings.Split('\n', StringSplitOptions.TrimEntries);
        foreach (var secret in (string[])["ACCESS_SIGNING_KEY", "VAULT_MASTER_KEYS", "POSTGRES_PASSWORD", "REDIS_PASSWORD"])
            lines.ShouldContain($"{secret}=");
    }

    [PublishedFact(Target)]
    public async Task Data_is_kept_and_services_are_asked_how_they_are_and_started_anew()
    {
        var (file, _) = await Published.Value;

        file["volumes"].Names.Order().ShouldBe(["coderunner-postgres", "coderunner-redis"]);
        foreach (var (service, program) in new[] { ("api", "Api"), ("web", "Web"), ("worker", "Worker") })
        {
            file["services"][service]["restart"].Text.ShouldBe("unless-stopped");
            file["services"][service]["healthcheck"]["test"].Texts.ShouldBe(["CMD", "dotnet", $"/app/CodeRunner.{program}.dll", "health"]);
        }
        file["services"]["migrations"].Has("restart").ShouldBeFalse();
    }

    [PublishedFact(Target)]
    public async Task The_Worker_has_the_swarms_socket_and_its_data_at_one_place_inside_and_outside()
    {
        var worker = (await Published.Value).File["services"]["worker"];

        worker["environment"]["Sandboxes__Provider"].Text.ShouldBe("swarm");
        worker["volumes"].Items.Select(volume => (volume["source"].Text, volume["target"].Text)).ShouldBe(
            [("/var/run/docker.sock", "/var/run/docker.sock"), ("/var/lib/coderunner", "/var/lib/coderunner")]);
        worker["environment"]["Node__DataDirectory"].Text.ShouldBe("/var/lib/coderunner");
        worker["environment"]["Ingress__Shared"].Text.ShouldBe("false");
    }

    private static async Task<(Yaml File, string Settings)> ReadAsync()
    {
        var directory = await GenuineAppHost.PublishAsync("publish", $"--Publish:Target={Target}");
        return (Yaml.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "docker-compose.yaml"))), await File.ReadAllTextAsync(Path.Combine(directory, ".env")));
    }
}
