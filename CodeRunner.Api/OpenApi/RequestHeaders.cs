using System.Reflection;
using CodeRunner.Api.Configuration;
using CodeRunner.Api.Idempotency;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CodeRunner.Api.OpenApi;

/// <summary>Describes the headers that are no parameter of an endpoint's method: Idempotency-Key and If-Match.</summary>
internal sealed class RequestHeaders : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (IdempotencyMiddleware.IsFor(metadata))
            Add(operation, IdempotencyMiddleware.Header, "A text of the client's own, at most 200 characters: the same request again with it within a day is not done again, and answered the same.");
        if (metadata.OfType<MethodInfo>().Any(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Precondition))))
            Add(operation, "If-Match", "The ETag of the version that is to be changed: 412 when there is a newer one.");
        return Task.CompletedTask;
    }

    private static void Add(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
    }
}
