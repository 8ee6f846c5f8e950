namespace CodeRunner.Contracts.Configuration;

/// <summary>
/// A configuration as text: <paramref name="Format"/> is dotenv (when left out), json or full. With <paramref name="Secrets"/>, the values of secrets too, which takes the right to reveal them.
/// </summary>
public sealed record ExportConfigRequest(string? Format = null, bool? Secrets = null);
