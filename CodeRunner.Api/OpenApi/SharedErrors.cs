using CodeRunner.Api.Access;
using CodeRunner.Api.Idempotency;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.OpenApi;

/// <summary>Describes the errors of which no endpoint knows: those of whatever reads a request before it, or keeps it away.</summary>
internal static class SharedErrors
{
    private const string Problem = "application/problem+json";

    public static RouteGroupBuilder DescribeSharedErrors(this RouteGroupBuilder api)
    {
        ((IEndpointConventionBuilder)api).Finally(endpoint =>
        {
            var described = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(each => each.StatusCode).ToHashSet();
            foreach (var status in Of(endpoint).Where(described.Add))
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), [Problem]));
        });
        return api;
    }

    /// <summary>The endpoint's metadata says what stands before it.</summary>
    private static int[] Of(EndpointBuilder endpoint) =>
    [
        StatusCodes.Status413PayloadTooLarge,
        .. endpoint.Metadata.OfType<IAcceptsMetadata>().Any() ? (int[])[StatusCodes.Status400BadRequest, StatusCodes.Status415UnsupportedMediaType] : [],
        .. IdempotencyMiddleware.IsFor(endpoint.Metadata) ? (int[])[StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity] : [],
        .. endpoint.Metadata.OfType<PeopleOnly>().Any() ? (int[])[StatusCodes.Status403Forbidden] : [],
    ];
}
