namespace CodeRunner.Api.OpenApi;

/// <summary>Endpoint metadata: one request and its answer, for the API's description.</summary>
internal sealed record OperationExample(object? Request, object? Response);
