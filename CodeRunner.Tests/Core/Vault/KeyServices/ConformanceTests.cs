using CodeRunner.Core.Vault;

namespace CodeRunner.Tests.Core.Vault.KeyServices;

public sealed class KeyRingConformanceTests : MasterKeyConformance
{
    private readonly string[] keys = [KeyRing.Generate(DateTimeOffset.UnixEpoch), KeyRing.Generate(DateTimeOffset.UnixEpoch)];

    private protected override string First => keys[0].Split(':')[0];

    private protected override string Second => keys[1].Split(':')[0];

    private protected override IMasterKeys Open(params string[] ids) => new VaultOptions { MasterKeys = string.Join(',', ids.Select(id => keys.Single(key => key.StartsWith(id)))) }.Open();
}

public sealed class TransitConformanceTests : MasterKeyConformance, IAsyncLifetime
{
    private FakeTransit transit = null!;

    private protected override string First => "coderunner/1";

    private protected override string Second => "coderunner/2";

    public async Task InitializeAsync()
    {
        transit = await FakeTransit.OpenAsync("coderunner");
        transit.Rotate("coderunner");
    }

    public async Task DisposeAsync() => await transit.DisposeAsync();

    private protected override IMasterKeys Open(params string[] ids) =>
        new VaultOptions { Transit = { Address = transit.Address, Token = transit.Token, Keys = string.Join(',', ids) } }.Open();
}

public sealed class KeyVaultConformanceTests : MasterKeyConformance, IAsyncLifetime
{
    private FakeKeyVault vault = null!;

    private protected override string First => FakeKeyVault.Ids[0];

    private protected override string Second => FakeKeyVault.Ids[1];

    public async Task InitializeAsync() => vault = await FakeKeyVault.OpenAsync();

    public async Task DisposeAsync() => await vault.DisposeAsync();

    private protected override IMasterKeys Open(params string[] ids) =>
        new VaultOptions { KeyVault = { Uri = vault.Address, Keys = string.Join(',', ids) } }.Open(vault.Credential);
}
