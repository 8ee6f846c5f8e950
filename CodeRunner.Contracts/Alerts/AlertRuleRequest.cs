namespace CodeRunner.Contracts.Alerts;

/// <summary><see cref="For"/>: seconds that it must hold. What is left out is as usual for the kind; <see cref="Kind"/> is needed.</summary>
public sealed record AlertRuleRequest(AlertKind? Kind, double? Threshold = null, int? For = null, bool? Enabled = null, string? Name = null);
