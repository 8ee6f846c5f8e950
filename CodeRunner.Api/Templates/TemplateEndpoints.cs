using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Templates;

internal static class TemplateEndpoints
{
    public static WebApplicationBuilder AddTemplates(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TemplateCatalog>();
        return builder;
    }

    public static RouteGroupBuilder MapTemplates(this RouteGroupBuilder api)
    {
        api.MapGet("/templates", List).WithTags("Templates")
            .Describe("What a deployment can start from", 400, 401, 429).Example(null, Examples.Templates);
        return api;
    }

    private static Results<Ok<Page<TemplateResponse>>, ProblemHttpResult> List(string? kind, TemplateCatalog templates)
    {
        if (kind is not null && !Enum.GetNames<TemplateKind>().Contains(kind, StringComparer.OrdinalIgnoreCase))
            return Refusal.Invalid("kind", "It must be source or variables.");
        var items = templates.All.Where(template => kind is null || template.Kind.ToString().Equals(kind, StringComparison.OrdinalIgnoreCase));
        return TypedResults.Ok(new Page<TemplateResponse>([.. items], null));
    }
}
