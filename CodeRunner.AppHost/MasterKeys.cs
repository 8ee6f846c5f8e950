namespace CodeRunner.AppHost;

/// <summary>
/// Where the services that decrypt have their master keys from: a key service where the AppHost's own settings name one, else on a developer's machine a file that is made
/// once, otherwise a parameter of the deployment.
/// </summary>
internal static class MasterKeys
{
    private static readonly string[] KeyServices = ["Vault:Transit", "Vault:KeyVault", "Vault:KeyService"];

    /// <summary>The settings of section Vault, by name.</summary>
    public static IReadOnlyDictionary<string, object> AddVault(this IDistributedApplicationBuilder builder)
    {
        var settings = KeyServices.SelectMany(section => builder.Configuration.GetSection(section).GetChildren())
            .Where(setting => setting.Value is not null && setting.Key != "Token").ToDictionary(setting => setting.Path.Replace(":", "__"), setting => (object)setting.Value!);
        if (settings.ContainsKey("Vault__Transit__Address") && !settings.ContainsKey("Vault__Transit__TokenFile"))
            settings["Vault__Transit__Token"] = builder.AddParameter("vault-token", secret: true);
        if (settings.ContainsKey("Vault__Transit__Address") || settings.ContainsKey("Vault__KeyVault__Uri"))
            return settings;
        return builder.ExecutionContext.IsRunMode
            ? new Dictionary<string, object>
            {
                ["Vault__MasterKeyFile"] = Path.Combine(builder.RunDirectory(), "data", "master-keys"),
                ["Vault__GenerateMasterKeyFile"] = "true",
            }
            : new Dictionary<string, object> { ["Vault__MasterKeys"] = builder.AddParameter("vault-master-keys", secret: true) };
    }

    /// <summary>On a developer's machine signed checkpoints of audit logs lie beside the master keys; elsewhere the operator says where, best out of reach of who administers the database.</summary>
    public static IResourceBuilder<ProjectResource> WithAuditCheckpoints(this IResourceBuilder<ProjectResource> api, IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsRunMode ? api.WithEnvironment("Audit__CheckpointDirectory", Path.Combine(builder.RunDirectory(), "data", "audit")) : api;

    public static IResourceBuilder<ProjectResource> WithVault(this IResourceBuilder<ProjectResource> project, IReadOnlyDictionary<string, object> settings)
    {
        foreach (var (name, value) in settings)
            project = value is IResourceBuilder<ParameterResource> parameter ? project.WithEnvironment(name, parameter) : project.WithEnvironment(name, (string)value);
        return project;
    }
}
