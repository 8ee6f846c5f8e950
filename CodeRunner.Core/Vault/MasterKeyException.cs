namespace CodeRunner.Core.Vault;

/// <summary>A master key is not there, or does not fit. The message names the key's id and is fit for people.</summary>
public sealed class MasterKeyException(string message, Exception? inner = null) : Exception(message, inner);
