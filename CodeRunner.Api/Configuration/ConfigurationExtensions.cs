using CodeRunner.Api.Idempotency;
using CodeRunner.Api.OpenApi;

namespace CodeRunner.Api.Configuration;

internal static class ConfigurationExtensions
{
    private const string Environment = "{environment:regex(^(development|staging|production)$)}";

    public static WebApplicationBuilder AddConfiguration(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ConfigAccess>().AddScoped<ConfigViews>().AddScoped<ConfigCommands>().AddScoped<ConfigReading>();
        return builder;
    }

    public static RouteGroupBuilder MapConfiguration(this RouteGroupBuilder api)
    {
        Map(api.MapGroup($"/projects/{{id:guid}}/environments/{Environment}/config"), "an environment's configuration");
        Map(api.MapGroup("/projects/{id:guid}/config"), "the configuration that a project's environments share");
        Map(api.MapGroup("/deployments/{id:guid}/config").WithMetadata(new OfDeployment()), "a deployment's own configuration, which overrides its environment's");
        return api;
    }

    private static void Map(RouteGroupBuilder config, string what)
    {
        config.WithTags("Configuration");
        config.MapGet("/", ConfigEndpoints.GetAsync)
            .Describe($"Read {what}: variables, and the names of secrets; its version is the ETag", 401, 403, 404, 429).Example(null, Examples.Config);
        config.MapPut("/", ConfigEndpoints.ReplaceAsync)
            .Describe($"Replace {what}; an encrypted variable without a value keeps its own; If-Match guards it", 400, 401, 403, 404, 412, 413, 429).Example(Examples.ReplaceConfig, Examples.Config);
        config.MapPut("/variables/{key}", ConfigEndpoints.SetAsync)
            .Describe($"Set one variable of {what}; what is left out stays", 400, 401, 403, 404, 412, 413, 429).Example(Examples.SetVariable, null);
        config.MapDelete("/variables/{key}", ConfigEndpoints.DeleteAsync)
            .Describe($"Take one variable out of {what}", 400, 401, 403, 404, 412, 429).Example(null, null);
        config.MapPost("/variables/{key}/reveal", ConfigReveal.RevealAsync).WithMetadata(new NeverKept())
            .Describe($"Read the value of one secret of {what}, which is a right of its own and is written down", 401, 403, 404, 409, 429).Example(null, Examples.Revealed);
        config.MapPost("/import", ConfigImport.ImportAsync).WithMetadata(new NeverKept()).Accepts<string>("text/plain", "application/json")
            .Describe(
                $"Take dotenv text, a JSON object of texts, or what export?format=full answers, into {what}: with dryRun=true only says what would change; with replace=true what is not in it goes; secrets=A,B says what is encrypted (or, for many, as JSON: {{dotenv, secrets: [key]}}), otherwise marks in the text (# @sensitive), otherwise names tell. A secret stays one",
                400, 401, 403, 404, 412, 413, 415, 429).Example(Examples.DotEnv, Examples.ConfigDiff);
        config.MapPost("/apply-template", ConfigTemplate.ApplyAsync).WithMetadata(new NeverKept())
            .Describe(
                $"Fill {what} from a template of variables: with dryRun only says what would change; what is there stays unless a value is given; defaults and generated secrets fill what is missing",
                400, 401, 403, 404, 412, 413, 429).Example(Examples.ApplyTemplate, Examples.TemplateDiff);
        config.MapGet("/export", ConfigExport.GetAsync).Produces<string>(StatusCodes.Status200OK, "text/plain", "application/json")
            .Describe($"All of {what} as dotenv text, which marks secrets (# @sensitive), as a JSON object of texts (json), or as what PUT takes (full); without the values of secrets", 400, 401, 403, 404, 409, 429).Example(null, Examples.DotEnv);
        config.MapPost("/export", ConfigExport.ExportAsync).WithMetadata(new NeverKept()).Produces<string>(StatusCodes.Status200OK, "text/plain", "application/json")
            .Describe($"As GET, all of {what} as text; with `secrets` the values of secrets too, which is the right to reveal them and is written down", 400, 401, 403, 404, 409, 413, 429)
            .Example(Examples.ExportConfig, Examples.DotEnv);
        config.MapGet("/versions", ConfigHistory.ListAsync)
            .Describe($"The versions of {what}, newest first", 400, 401, 403, 404, 429).Example(null, Examples.ConfigVersions);
        config.MapGet("/versions/{version:int}/diff", ConfigHistory.DiffAsync)
            .Describe($"How a version of {what} differs from another one, or from the current; of secrets only that they do", 400, 401, 403, 404, 429).Example(null, Examples.ConfigDiff);
        config.MapPost("/rollback", ConfigHistory.RollBackAsync)
            .Describe($"Make a new version of {what} with what an earlier one has", 400, 401, 403, 404, 412, 422, 429).Example(Examples.RestoreConfig, Examples.Config);
        config.MapPost("/apply", ConfigApply.ApplyAsync)
            .Describe($"Restart what runs with an older version of {what}: new releases of the same artifacts take over without a gap", 401, 403, 404, 409, 422, 429)
            .Example(null, Examples.ConfigApplied);
    }
}
