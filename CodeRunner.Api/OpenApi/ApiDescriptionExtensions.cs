using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace CodeRunner.Api.OpenApi;

internal static class ApiDescriptionExtensions
{
    private const string Bearer = "bearer";

    public static WebApplicationBuilder AddApiDescription(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi("v1", options =>
        {
            options.AddOperationTransformer<ExampleTransformer>();
            options.AddOperationTransformer<PathParameters>();
            options.AddOperationTransformer<RequestHeaders>();
            options.AddSchemaTransformer<SchemaTexts>();
            options.AddSchemaTransformer<ProblemSchema>();
            options.AddSchemaTransformer<NullableEnums>();
            options.AddOperationTransformer((operation, context, _) =>
            {
                if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
                    operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
                return Task.CompletedTask;
            });
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "CodeRunner",
                    Version = "v1",
                    Description = "Deploy, run and watch apps. Errors are problem details (RFC 9457); lists answer {items, next}; times are UTC. A bearer token is what a sign-in gives, or an API token (crt_…) for a machine.",
                };
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                };
                document.Servers = [];
                return Task.CompletedTask;
            });
        });
        return builder;
    }

    public static void MapApiDescription(this WebApplication app) => app.MapOpenApi().AllowAnonymous();
}
