using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Vault;

namespace CodeRunner.Core.Configuration;

/// <summary>
/// What a key was set to once; versions name it. It is either text or, for a secret, sealed. Nothing of it changes, but that a secret is sealed anew under another
/// master key.
/// </summary>
public sealed class ConfigValue : ISealed
{
    private ConfigValue()
    {
    }

    private ConfigValue(ConfigScope scope, string key, int version, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ProjectId, Environment, DeploymentId) = (scope.ProjectId, scope.Environment, scope.DeploymentId);
        (Key, Version) = (key, version);
    }

    public Guid Id { get; private set; }

    public Guid ProjectId { get; private set; }

    public EnvironmentName? Environment { get; private set; }

    public Guid? DeploymentId { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>The version in which it was set.</summary>
    public int Version { get; private set; }

    /// <summary>Null for a secret.</summary>
    public string? Text { get; private set; }

    /// <summary>Null for what is no secret.</summary>
    public string? MasterKeyId { get; private set; }

    /// <summary>Null for what is no secret.</summary>
    public byte[]? Envelope { get; private set; }

    /// <summary>Bytes of the plaintext in UTF-8.</summary>
    public int Bytes { get; private set; }

    public bool IsSecret => Envelope is not null;

    /// <summary>What the secret is bound to.</summary>
    public SecretBinding Binding => new(ProjectId, Environment, DeploymentId, Key, Version);

    public SealedSecret Sealed => new(
        MasterKeyId ?? throw new InvalidOperationException($"{Key} is no secret."), Envelope ?? throw new InvalidOperationException($"{Key} is no secret."));

    public static ConfigValue Plain(ConfigScope scope, string key, int version, string text, int bytes, DateTimeOffset now) =>
        new(scope, key, version, now) { Text = text, Bytes = bytes };

    public static async Task<ConfigValue> SealAsync(
        ConfigScope scope, string key, int version, SecretValue value, SecretVault vault, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var made = new ConfigValue(scope, key, version, now) { Bytes = value.Length };
        made.Seal(await vault.SealAsync(value, made.Binding, cancellationToken));
        return made;
    }

    /// <summary>Under another master key.</summary>
    public void Seal(SealedSecret secret) => (MasterKeyId, Envelope) = (secret.MasterKeyId, secret.Envelope);
}
