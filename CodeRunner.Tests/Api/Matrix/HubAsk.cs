namespace CodeRunner.Tests.Api.Matrix;

/// <summary>One way to ask a method of the hub, what it is asked about, and the least that it takes.</summary>
internal sealed record HubAsk(string Method, string About, Rights Needs, Place Place, params object?[] Rest);
