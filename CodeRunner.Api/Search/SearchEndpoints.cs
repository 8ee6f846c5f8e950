using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Contracts.Search;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Search;

internal static class SearchEndpoints
{
    public static WebApplicationBuilder AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<SearchReader>();
        return builder;
    }

    public static RouteGroupBuilder MapSearch(this RouteGroupBuilder api)
    {
        api.MapGet("/search", FindAsync).WithTags("Search").Describe("Your projects and deployments by a part of their names", 400, 401, 429).Example(null, Examples.Search);
        return api;
    }

    private static async Task<Results<Ok<SearchResponse>, ProblemHttpResult>> FindAsync(
        [AsParameters] SearchQuery query, Caller caller, SearchReader reader, CancellationToken cancellationToken) =>
        query.Check().Any(out var invalid) ? invalid : TypedResults.Ok(await reader.FindAsync(query, caller, cancellationToken));
}
