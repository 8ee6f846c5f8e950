namespace CodeRunner.Core.Vault;

/// <summary>A secret as it is stored: the envelope, and the id of the master key that wraps its data key.</summary>
public sealed record SealedSecret(string MasterKeyId, byte[] Envelope);
