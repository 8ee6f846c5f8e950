using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CodeRunner.Api.OpenApi;

/// <summary>Describes what problems here have beside what RFC 9457 says.</summary>
internal sealed class ProblemSchema : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type != typeof(ProblemDetails) || context.JsonPropertyInfo is not null)
            return Task.CompletedTask;
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            Description = "Of a request that is not valid: what is wrong with each of its fields.",
        };
        schema.Properties["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Of a fault of the platform: finds it in the platform's traces." };
        schema.Properties["secondFactor"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Of a login whose password was right: a code is needed, too." };
        schema.Properties["reason"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Of a refresh token whose session is over: why, as left, ended, crowded, reused, operator, closed, password or expired." };
        return Task.CompletedTask;
    }
}
