namespace CodeRunner.Contracts.Configuration;

/// <summary>How many secrets a master key seals. One that is present and seals none may be taken out of the settings; one that is absent and seals some must come back.</summary>
public sealed record MasterKeyUse(string Id, bool Present, long Secrets);
