using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Nodes;

internal static class NodeEndpoints
{
    public static WebApplicationBuilder AddNodes(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<NodeViews>().AddScoped<SystemView>().AddScoped<MachineCommands>();
        return builder;
    }

    public static RouteGroupBuilder MapNodes(this RouteGroupBuilder api)
    {
        api.MapGet("/system/nodes", ListAsync).WithTags("System")
            .Describe("The machines of the platform, what each enforces, and its Workers (operators)", 400, 401, 403, 429).Example(null, Examples.Nodes).WithMetadata(new PeopleOnly());
        api.MapGet("/system", ShowAsync).WithTags("System")
            .Describe("The platform: versions, what the Api needs and how quickly it answers, and what waits (operators)", 401, 403, 429).Example(null, Examples.System).WithMetadata(new PeopleOnly());
        return api;
    }

    private static async Task<Results<Ok<SystemResponse>, ProblemHttpResult>> ShowAsync(
        Caller caller, CodeRunnerDb db, SystemView system, CancellationToken cancellationToken) =>
        await db.IsOperatorAsync(caller, cancellationToken) ? TypedResults.Ok(await system.ShowAsync(cancellationToken)) : Refusal.OperatorsOnly();

    private static async Task<Results<Ok<Page<NodeResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] NamedPageQuery page, Caller caller, CodeRunnerDb db, NodeViews nodes, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        if (page.Check().Any(out var invalid))
            return invalid;
        return TypedResults.Ok(page.Cut(await nodes.ListAsync(page.From, page.Size + 1, cancellationToken), node => node.Id));
    }
}
