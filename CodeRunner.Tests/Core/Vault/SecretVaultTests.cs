using System.Text.Json;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Vault;

namespace CodeRunner.Tests.Core.Vault;

public sealed class SecretVaultTests
{
    private static readonly SecretBinding Binding = new(Guid.NewGuid(), EnvironmentName.Production, null, "DB_PASSWORD", 3);

    private readonly string first = KeyRing.Generate(DateTimeOffset.UnixEpoch);
    private readonly string second = KeyRing.Generate(DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("pässwörd 🔑\n\"quoted\"")]
    public async Task A_secret_comes_back_as_it_was_sealed(string plaintext)
    {
        var vault = Vault(first);
        var secret = await SealAsync(vault, plaintext);
        using var opened = await vault.OpenAsync(secret, Binding, default);
        opened.Reveal().ShouldBe(plaintext);
    }

    [Fact]
    public async Task The_same_secret_never_looks_the_same()
    {
        var vault = Vault(first);
        var (one, two) = (await SealAsync(vault, "hunter2"), await SealAsync(vault, "hunter2"));
        var (a, b) = (one.Envelope, two.Envelope);
        a.AsSpan(3, 40).SequenceEqual(b.AsSpan(3, 40)).ShouldBeFalse("the data keys differ");
        a.AsSpan(43, 12).SequenceEqual(b.AsSpan(43, 12)).ShouldBeFalse("the nonces differ");
        a.AsSpan(55).SequenceEqual(b.AsSpan(55)).ShouldBeFalse("the ciphertexts differ");
    }

    [Fact]
    public async Task Each_bit_of_an_envelope_counts()
    {
        var vault = Vault(first);
        var secret = await SealAsync(vault, "hunter2");
        for (var bit = 0; bit < secret.Envelope.Length * 8; bit++)
        {
            var changed = (byte[])secret.Envelope.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            await IsRefusedAsync(vault, secret with { Envelope = changed }, Binding, $"bit {bit}");
        }
    }

    [Fact]
    public async Task An_envelope_that_is_shorter_or_longer_is_refused()
    {
        var vault = Vault(first);
        var secret = await SealAsync(vault, "hunter2");
        for (var length = 0; length < secret.Envelope.Length; length++)
        {
            await IsRefusedAsync(vault, secret with { Envelope = secret.Envelope[..length] }, Binding, $"the first {length} bytes");
            await IsRefusedAsync(vault, secret with { Envelope = [.. secret.Envelope[..length], .. secret.Envelope[(length + 1)..]] }, Binding, $"all but byte {length}");
        }
        await IsRefusedAsync(vault, secret with { Envelope = [.. secret.Envelope, 0] }, Binding, "a byte more");
    }

    [Fact]
    public async Task A_ciphertext_that_was_moved_elsewhere_is_refused()
    {
        var vault = Vault($"{first},{second}");
        var secret = await SealAsync(vault, "hunter2");
        SecretBinding[] others =
        [
            Binding with { ProjectId = Guid.NewGuid() },
            Binding with { Environment = EnvironmentName.Staging },
            Binding with { Environment = null },
            Binding with { DeploymentId = Guid.NewGuid() },
            Binding with { Key = "DB_PASSWORD2" },
            Binding with { Version = 4 },
        ];
        foreach (var other in others)
            await IsRefusedAsync(vault, secret, other, other.ToString());
        await IsRefusedAsync(vault, secret with { MasterKeyId = second.Split(':')[0] }, Binding, "said to be of another master key");
    }

    [Fact]
    public async Task What_a_key_that_is_not_here_has_wrapped_is_refused_by_the_names_of_both()
    {
        var secret = await SealAsync(Vault(first), "hunter2");
        var refused = await Should.ThrowAsync<SecretUnreadableException>(async () => await Vault(second).OpenAsync(secret, Binding, default));
        refused.Key.ShouldBe("DB_PASSWORD");
        refused.Message.ShouldBe($"The secret DB_PASSWORD can't be decrypted: the master key {first.Split(':')[0]} is not here.");
    }

    [Fact]
    public async Task A_key_of_the_same_name_that_is_another_is_refused()
    {
        var secret = await SealAsync(Vault(first), "hunter2");
        var namesake = $"{first.Split(':')[0]}:{second.Split(':')[1]}";
        await IsRefusedAsync(Vault(namesake), secret, Binding, "a namesake");
    }

    [Fact]
    public void A_secret_does_not_print()
    {
        using var secret = new SecretValue("hunter2");
        $"{secret}".ShouldBe("***");
        JsonSerializer.Serialize(secret).ShouldNotContain("hunter2");
        JsonSerializer.Serialize(new { secret }).ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_secret_is_zeroed_when_it_is_disposed()
    {
        var secret = new SecretValue("hunter2");
        secret.Dispose();
        secret.Bytes.ToArray().ShouldAllBe(each => each == 0);
    }

    private static SecretVault Vault(string keys) => new(KeyRing.Parse(keys));

    private static async Task<SealedSecret> SealAsync(SecretVault vault, string plaintext)
    {
        using var value = new SecretValue(plaintext);
        return await vault.SealAsync(value, Binding, default);
    }

    private static async Task IsRefusedAsync(SecretVault vault, SealedSecret secret, SecretBinding binding, string what) =>
        (await Should.ThrowAsync<SecretUnreadableException>(async () => await vault.OpenAsync(secret, binding, default), what)).Message.ShouldNotContain("hunter2");
}
