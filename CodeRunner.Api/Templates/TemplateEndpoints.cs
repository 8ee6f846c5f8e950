using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Templates;

/// <summary>What comes with the platform.</summary>
internal static class TemplateEndpoints
{
    public static WebApplicationBuilder AddTemplates(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TemplateCatalog>();
        builder.Services.AddScoped<VariableTemplateCommands>();
        return builder;
    }

    public static RouteGroupBuilder MapTemplates(this RouteGroupBuilder api)
    {
        api.MapGet("/templates", List).WithTags("Templates")
            .Describe("What comes with the platform: sources that a deployment can start from, and sets of variables", 400, 401, 429).Example(null, Examples.Templates);
        return api.MapVariableTemplates();
    }

    private static Results<Ok<Page<TemplateResponse>>, ProblemHttpResult> List(string? kind, TemplateCatalog templates)
    {
        if (kind is not null && !Enum.GetNames<TemplateKind>().Contains(kind, StringComparer.OrdinalIgnoreCase))
            return Refusal.Invalid("kind", "It must be source or variables.");
        var items = templates.All.Concat(BuiltInTemplates.All)
            .Where(template => kind is null || template.Kind.ToString().Equals(kind, StringComparison.OrdinalIgnoreCase));
        return TypedResults.Ok(new Page<TemplateResponse>([.. items], null));
    }
}
