using CodeRunner.Contracts.Configuration;

namespace CodeRunner.Api.Configuration;

/// <summary>What a change came to.</summary>
internal sealed record ConfigEdited(ConfigResponse Shown, ConfigDiff Difference);
