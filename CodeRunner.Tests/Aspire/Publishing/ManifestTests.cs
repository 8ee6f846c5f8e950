using System.Text.Json;

namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>The manifest that Aspire's own packages write, for tools that bring an environment of their own.</summary>
public sealed class ManifestTests
{
    private static readonly Lazy<Task<JsonElement>> Manifest = new(ReadAsync);

    [PublishedFact]
    public async Task The_dashboard_is_open_to_people_and_the_Api_is_not()
    {
        var resources = await Manifest.Value;

        resources.GetProperty("web").GetProperty("bindings").GetProperty("http").GetProperty("external").GetBoolean().ShouldBeTrue();
        resources.GetProperty("api").GetProperty("bindings").GetProperty("http").TryGetProperty("external", out _).ShouldBeFalse();
    }

    [PublishedFact]
    public async Task Secrets_are_parameters_and_in_no_variable()
    {
        var resources = await Manifest.Value;

        foreach (var secret in (string[])["access-signing-key", "vault-master-keys", "postgres-password", "redis-password"])
            Input(resources, secret).GetProperty("secret").GetBoolean().ShouldBeTrue(secret);
        Input(resources, "access-signing-key").GetProperty("default").GetProperty("generate").GetProperty("minLength").GetInt32().ShouldBe(64);
        var api = resources.GetProperty("api").GetProperty("env");
        api.GetProperty("Access__SigningKey").GetString().ShouldBe("{access-signing-key.value}");
        api.GetProperty("Vault__MasterKeys").GetString().ShouldBe("{vault-master-keys.value}");
        api.GetProperty("ConnectionStrings__db").GetString().ShouldBe("{db.connectionString}");
    }

    [PublishedFact]
    public async Task A_service_believes_only_the_proxies_that_the_operator_names()
    {
        var resources = await Manifest.Value;

        foreach (var (service, setting, network) in new[] { ("api", "Access__TrustedProxies__0", "services-network"), ("web", "Forwarding__TrustedProxies__0", "edge-network") })
        {
            var variables = resources.GetProperty(service).GetProperty("env");
            variables.TryGetProperty("ASPNETCORE_FORWARDEDHEADERS_ENABLED", out _).ShouldBeFalse(service);
            variables.GetProperty(setting).GetString().ShouldBe($"{{{network}.value}}");
        }
    }

    [PublishedFact]
    public async Task The_servers_data_is_in_volumes()
    {
        var resources = await Manifest.Value;

        foreach (var server in (string[])["postgres", "redis"])
            resources.GetProperty(server).GetProperty("volumes").EnumerateArray().Select(volume => volume.GetProperty("name").GetString()).ShouldBe([$"coderunner-{server}"]);
    }

    [PublishedFact]
    public async Task Where_nothing_starts_in_order_each_Api_migrates_and_Workers_are_elsewhere()
    {
        var resources = await Manifest.Value;

        resources.GetProperty("api").GetProperty("env").GetProperty("Schema__MigrateAtStart").GetString().ShouldBe("true");
        resources.TryGetProperty("migrations", out _).ShouldBeFalse();
        resources.TryGetProperty("worker", out _).ShouldBeFalse();
    }

    [PublishedFact]
    public async Task A_provider_that_makes_no_sandboxes_there_ends_it_with_the_reason() =>
        (await GenuineAppHost.FailAsync("publish-manifest", "--Publish:Target=azure", "--Sandboxes:Provider=bubblewrap")).ShouldContain("does not go with");

    [PublishedFact]
    public async Task A_target_whose_package_this_build_lacks_names_it()
    {
        var lacking = AspirePackages.OfTargets.FirstOrDefault(target => AspirePackages.Lacks(target.Value) is not null);
        if (lacking.Key is null)
            return; // There is none, so nothing can be told of it.
        (await GenuineAppHost.FailAsync("publish-manifest", $"--Publish:Target={lacking.Key}")).ShouldContain("This was built without the package Aspire.Hosting.");
    }

    private static JsonElement Input(JsonElement resources, string parameter) => resources.GetProperty(parameter).GetProperty("inputs").GetProperty("value");

    private static async Task<JsonElement> ReadAsync()
    {
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(await GenuineAppHost.PublishAsync("publish-manifest")));
        return manifest.RootElement.GetProperty("resources").Clone();
    }
}
