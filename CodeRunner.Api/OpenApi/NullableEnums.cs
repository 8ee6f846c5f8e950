using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CodeRunner.Api.OpenApi;

/// <summary>
/// Takes null out of the values of an enumeration. Whoever may have none says so itself ("oneOf": [null, the enumeration]), and a null that is both is, strictly read, neither.
/// </summary>
internal sealed class NullableEnums : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Enum is { Count: > 0 } values)
            schema.Enum = [.. values.Where(value => value is not null && !value.IsJsonNullSentinel())];
        return Task.CompletedTask;
    }
}
