namespace CodeRunner.Api.Releases;

/// <summary>Endpoint metadata: its request may be as large as a source.</summary>
internal sealed class AcceptsSource;
