using System.Security.Cryptography;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Vault;

namespace CodeRunner.Tests.Core.Vault.KeyServices;

/// <summary>What whoever keeps master keys must do.</summary>
public abstract class MasterKeyConformance
{
    private static readonly byte[] DataKey = RandomNumberGenerator.GetBytes(32);

    private protected abstract string First { get; }

    private protected abstract string Second { get; }

    /// <summary>With these keys, the current one first.</summary>
    private protected abstract IMasterKeys Open(params string[] ids);

    [Fact]
    public async Task What_was_wrapped_is_unwrapped_by_the_same_key_of_another_opening()
    {
        var wrapped = await Open(First, Second).WrapAsync(First, DataKey, default);
        wrapped.AsSpan().IndexOf(DataKey).ShouldBe(-1);
        (await Open(Second, First).UnwrapAsync(First, wrapped, default)).ShouldBe(DataKey);
    }

    [Fact]
    public async Task What_another_key_wrapped_or_somebody_changed_is_refused()
    {
        var keys = Open(First, Second);
        var wrapped = await keys.WrapAsync(First, DataKey, default);
        await IsRefusedAsync(keys, Second, wrapped);
        for (var at = 0; at < wrapped.Length; at += Math.Max(1, wrapped.Length / 7))
        {
            var changed = (byte[])wrapped.Clone();
            changed[at] ^= 1;
            await IsRefusedAsync(keys, First, changed);
        }
        await IsRefusedAsync(keys, First, wrapped[..^1]);
        await IsRefusedAsync(keys, First, []);
    }

    [Fact]
    public async Task A_key_that_is_retired_does_nothing_any_more()
    {
        var wrapped = await Open(First).WrapAsync(First, DataKey, default);
        var keys = Open(Second);
        keys.Ids.ShouldBe([Second]);
        (await IsRefusedAsync(keys, First, wrapped)).Message.ShouldContain(First);
        await Should.ThrowAsync<MasterKeyException>(async () => await keys.WrapAsync(First, DataKey, default));
        await Should.ThrowAsync<MasterKeyException>(async () => await keys.AuthenticateAsync(First, "a", DataKey, default));
    }

    [Fact]
    public async Task An_authentication_is_the_same_each_time_and_another_one_for_each_key_purpose_and_text()
    {
        var keys = Open(First, Second);
        var mac = await keys.AuthenticateAsync(First, "a", DataKey, default);
        mac.Length.ShouldBe(32);
        (await keys.AuthenticateAsync(First, "a", DataKey, default)).ShouldBe(mac);
        (await Open(First).AuthenticateAsync(First, "a", DataKey, default)).ShouldBe(mac);
        (await keys.AuthenticateAsync(First, "b", DataKey, default)).ShouldNotBe(mac);
        (await keys.AuthenticateAsync(Second, "a", DataKey, default)).ShouldNotBe(mac);
        (await keys.AuthenticateAsync(First, "a", DataKey.AsMemory(1), default)).ShouldNotBe(mac);
    }

    [Fact]
    public async Task A_secret_is_sealed_under_the_first_key_and_read_while_that_is_there()
    {
        var binding = new SecretBinding(Guid.NewGuid(), EnvironmentName.Production, null, "TOKEN", 1);
        using var value = new SecretValue("hunter2");
        var secret = await new SecretVault(Open(First, Second)).SealAsync(value, binding, default);
        secret.MasterKeyId.ShouldBe(First);
        using var opened = await new SecretVault(Open(Second, First)).OpenAsync(secret, binding, default);
        opened.Reveal().ShouldBe("hunter2");
        await Should.ThrowAsync<SecretUnreadableException>(async () => await new SecretVault(Open(First, Second)).OpenAsync(secret with { MasterKeyId = Second }, binding, default));
        (await Should.ThrowAsync<SecretUnreadableException>(async () => await new SecretVault(Open(Second)).OpenAsync(secret, binding, default))).Message.ShouldContain("TOKEN");
    }

    private static Task<MasterKeyException> IsRefusedAsync(IMasterKeys keys, string id, byte[] wrapped) =>
        Should.ThrowAsync<MasterKeyException>(async () => await keys.UnwrapAsync(id, wrapped, default));
}
