namespace CodeRunner.Contracts.Configuration;

/// <summary>The master keys that this Api has or that secrets name. New secrets are sealed under <paramref name="Current"/>, and others are sealed anew under it in the background.</summary>
public sealed record MasterKeysResponse(string Current, IReadOnlyList<MasterKeyUse> Keys);
