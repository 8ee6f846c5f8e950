using System.Diagnostics;
using System.Security.Cryptography;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Vault;

namespace CodeRunner.Benchmarks.Configuration;

/// <summary>What it costs to open a secret, beside AES-GCM alone, to which the data key of each is given: in rounds that alternate, so that both have the same machine.</summary>
internal static class OpenCost
{
    private const int Rounds = 25;

    public static async Task MeasureAsync(Report report, IReadOnlyList<ConfigValue> values, IMasterKeys keys, CancellationToken cancellationToken)
    {
        var vault = new SecretVault(keys);
        var boxes = new List<Box>();
        foreach (var value in values)
            boxes.Add(Box.Of(value, await keys.UnwrapAsync(value.MasterKeyId!, Box.WrappedKeyOf(value), cancellationToken)));
        var (vaults, keyed, bare) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var value in values)
                (await vault.OpenAsync(value.Sealed, value.Binding, cancellationToken)).Dispose();
            var (opened, set) = (Stopwatch.GetElapsedTime(began), Time(boxes, box => box.DecryptWithNewKey()));
            var decrypted = Time(boxes, box => box.Decrypt());
            if (round == 0)
                continue; // warms the code up
            vaults.Add(opened.TotalMicroseconds / values.Count);
            keyed.Add(set.TotalMicroseconds / values.Count);
            bare.Add(decrypted.TotalMicroseconds / values.Count);
        }
        boxes.ForEach(box => box.Dispose());
        report.Add("secrets.open", Samples.Median(vaults), "us");
        report.Add("secrets.open.to-bare", Samples.Median(vaults) / Samples.Median(bare), "x");
        report.Add("secrets.open.to-bare-and-its-key", Samples.Median(vaults) / Samples.Median(keyed), "x");
    }

    private static TimeSpan Time(List<Box> boxes, Action<Box> work)
    {
        var began = Stopwatch.GetTimestamp();
        boxes.ForEach(work);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>The same bytes as a sealed secret has, ready for AES-GCM.</summary>
    private sealed record Box(byte[] Key, byte[] Nonce, byte[] Ciphertext, byte[] Tag, byte[] AssociatedData) : IDisposable
    {
        private readonly AesGcm aes = new(Key, Aead.TagBytes);
        private readonly byte[] plaintext = new byte[Ciphertext.Length];

        public static Box Of(ConfigValue value, byte[] key)
        {
            var envelope = Envelope.Parse(value.Envelope);
            var associatedData = value.Binding.ToAssociatedData(Envelope.Format, value.MasterKeyId!);
            return new Box(key, envelope.Nonce.ToArray(), envelope.Box[..^Aead.TagBytes].ToArray(), envelope.Box[^Aead.TagBytes..].ToArray(), associatedData);
        }

        public static byte[] WrappedKeyOf(ConfigValue value) => Envelope.Parse(value.Envelope).WrappedKey.ToArray();

        public void Decrypt() => aes.Decrypt(Nonce, Ciphertext, Tag, plaintext, AssociatedData);

        public void DecryptWithNewKey()
        {
            using var own = new AesGcm(Key, Aead.TagBytes);
            own.Decrypt(Nonce, Ciphertext, Tag, plaintext, AssociatedData);
        }

        public void Dispose() => aes.Dispose();
    }
}
