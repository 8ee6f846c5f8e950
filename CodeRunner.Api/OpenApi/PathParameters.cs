using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace CodeRunner.Api.OpenApi;

/// <summary>Describes the parameters of a path that an endpoint binds by itself.</summary>
internal sealed class PathParameters : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        var pattern = RoutePatternFactory.Parse(context.Description.RelativePath?.Split('?')[0] ?? "");
        foreach (var name in pattern.Parameters.Select(parameter => parameter.Name))
        {
            if (operation.Parameters.Any(each => each.Name == name))
                continue;
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Path,
                Required = true,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = name == "id" ? "uuid" : null },
            });
        }
        return Task.CompletedTask;
    }
}
