using System.Security.Cryptography;
using System.Text.Json;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Vault;

/// <summary>Published vectors through the code that seals secrets: Wycheproof's for AES-GCM and AES-KWP, NIST's for AES-GCM, RFC 5649's own.</summary>
public sealed class VectorTests
{
    [SharedDataFact("vectors/aes_gcm_test.json")]
    public void Aes_gcm_takes_and_refuses_what_wycheproof_says()
    {
        var (taken, refused, otherNonces) = (0, 0, 0);
        foreach (var (group, test) in Tests("aes_gcm_test.json"))
        {
            var (key, nonce, message, data) = (Hex(test, "key"), Hex(test, "iv"), Hex(test, "msg"), Hex(test, "aad"));
            byte[] box = [.. Hex(test, "ct"), .. Hex(test, "tag")];
            if (group.GetProperty("ivSize").GetInt32() != 96)
            {
                // Only 96-bit nonces are ever made or read here: others are refused, the valid ones too.
                Should.Throw<ArgumentException>(() => Aead.Encrypt(key, nonce, message, data), test.ToString());
                Should.Throw<ArgumentException>(() => Aead.Decrypt(key, nonce, box, new byte[message.Length], data), test.ToString());
                otherNonces++;
            }
            else if (test.GetProperty("result").GetString() == "valid")
            {
                Aead.Encrypt(key, nonce, message, data).ShouldBe(box, test.ToString());
                Decrypt(key, nonce, box, data).ShouldBe(message, test.ToString());
                taken++;
            }
            else
            {
                Should.Throw<CryptographicException>(() => Decrypt(key, nonce, box, data), test.ToString());
                refused++;
            }
        }
        (taken + refused + otherNonces).ShouldBe(316);
        taken.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(60);
    }

    [SharedDataFact("vectors/nist_cavp_aes256gcm_encrypt.json")]
    public void Aes_gcm_encrypts_and_decrypts_as_nist_says()
    {
        using var file = Open("nist_cavp_aes256gcm_encrypt.json");
        var vectors = file.RootElement.GetProperty("vectors").EnumerateArray().ToList();
        vectors.Count.ShouldBe(375);
        foreach (var vector in vectors)
        {
            var (key, nonce, plaintext, data) = (Hex(vector, "key"), Hex(vector, "nonce"), Hex(vector, "plaintext"), Hex(vector, "aad"));
            byte[] box = [.. Hex(vector, "ciphertext"), .. Hex(vector, "tag")];
            Aead.Encrypt(key, nonce, plaintext, data).ShouldBe(box);
            Decrypt(key, nonce, box, data).ShouldBe(plaintext);
        }
    }

    [SharedDataFact("vectors/aes_kwp_test.json")]
    public void Aes_kwp_takes_and_refuses_what_wycheproof_says()
    {
        var count = 0;
        foreach (var (_, test) in Tests("aes_kwp_test.json"))
        {
            count++;
            var (key, message, wrapped) = (Hex(test, "key"), Hex(test, "msg"), Hex(test, "ct"));
            if (test.GetProperty("result").GetString() == "invalid")
            {
                Should.Throw<CryptographicException>(() => KeyWrap.Unwrap(key, wrapped), test.ToString());
                continue;
            }
            // "acceptable" are short keys, which wrap as well as any.
            KeyWrap.Wrap(key, message).ShouldBe(wrapped, test.ToString());
            KeyWrap.Unwrap(key, wrapped).ShouldBe(message, test.ToString());
        }
        count.ShouldBe(254);
    }

    [Theory]
    [InlineData("c37b7e6492584340bed12207808941155068f738", "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a")]
    [InlineData("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f")]
    public void Aes_kwp_wraps_as_rfc_5649_shows(string key, string wrapped)
    {
        var wrappingKey = Convert.FromHexString("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
        Convert.ToHexStringLower(KeyWrap.Wrap(wrappingKey, Convert.FromHexString(key))).ShouldBe(wrapped);
        Convert.ToHexStringLower(KeyWrap.Unwrap(wrappingKey, Convert.FromHexString(wrapped))).ShouldBe(key);
    }

    private static byte[] Decrypt(byte[] key, byte[] nonce, byte[] box, byte[] data)
    {
        var plaintext = new byte[Math.Max(0, box.Length - Aead.TagBytes)];
        Aead.Decrypt(key, nonce, box, plaintext, data);
        return plaintext;
    }

    private static IEnumerable<(JsonElement Group, JsonElement Test)> Tests(string name)
    {
        using var file = Open(name);
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
            foreach (var test in group.GetProperty("tests").EnumerateArray())
                yield return (group, test);
    }

    private static JsonDocument Open(string name) => JsonDocument.Parse(File.ReadAllBytes(SharedData.Find($"vectors/{name}")));

    private static byte[] Hex(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
