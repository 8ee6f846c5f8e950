namespace CodeRunner.Api.OpenApi;

internal static class DescriptionExtensions
{
    /// <summary>Says in the API's description what a route does and how it can fail. 503 is every route's.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string summary, params ReadOnlySpan<int> errors)
    {
        route.WithSummary(summary);
        foreach (var error in errors)
            route.ProducesProblem(error);
        return route.ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, object? request, object? response) =>
        route.WithMetadata(new OperationExample(request, response));
}
