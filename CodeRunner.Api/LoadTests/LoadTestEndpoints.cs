using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core;
using CodeRunner.Core.LoadTests.Deciding;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.LoadTests;

/// <summary>How much a deployment can take: measured with requests of its own platform.</summary>
internal static class LoadTestEndpoints
{
    public static RouteGroupBuilder MapLoadTests(this RouteGroupBuilder api)
    {
        var ofDeployment = api.MapGroup("/deployments/{id:guid}/load-tests").WithTags("Load tests");
        ofDeployment.MapGet("/", ListAsync).Describe("The deployment's load tests with what they measured, newest first; the newest 50 are kept", 400, 401, 403, 404, 429).Example(null, LoadTestExamples.Page);
        ofDeployment.MapPost("/", StartAsync)
            .Describe("Measure throughput, latency and the knee with requests to the running app, with 1, 2, 4, 8 … at once, within bounds; needs consent (developers)", 400, 401, 403, 404, 409, 422, 429)
            .Example(LoadTestExamples.Request, LoadTestExamples.Queued);
        ofDeployment.MapGet("/compare", CompareAsync)
            .Describe("The newest completed load tests of two releases side by side, with differences in percent and what makes them unlike", 400, 401, 403, 404, 409, 429)
            .Example(null, LoadTestExamples.Comparison);

        var tests = api.MapGroup("/load-tests/{id:guid}").WithTags("Load tests");
        tests.MapGet("/", ReadAsync).Describe("A load test, with the steps that are done", 401, 403, 404, 429).Example(null, LoadTestExamples.Completed);
        tests.MapPost("/cancel", CancelAsync).Describe("Cancel a load test that waits or runs; what was measured stays (developers)", 401, 403, 404, 409, 422, 429).Example(null, LoadTestExamples.Cancelled);
        return api;
    }

    private static async Task<Results<Ok<Page<LoadTestResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, LoadTestReader tests, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        return seen.TryGet(out _, out var refusal) ? TypedResults.Ok(await tests.PageAsync(id, page, cancellationToken)) : refusal;
    }

    private static async Task<Results<Accepted<LoadTestResponse>, ProblemHttpResult>> StartAsync(
        Guid id, LoadTestRequest request, Caller caller, LoadTestCommands tests, HttpContext context, CancellationToken cancellationToken) =>
        LoadTestChecks.Check(request, out var plan).Any(out var invalid) ? invalid : await tests.StartAsync(id, plan, caller, context, cancellationToken);

    private static async Task<Results<Ok<LoadTestComparison>, ProblemHttpResult>> CompareAsync(
        Guid id, [AsParameters] LoadTestCompareQuery query, Caller caller, Visibility visibility, LoadTestReader tests, CancellationToken cancellationToken)
    {
        if (query.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        return await tests.NewestAsync(id, query.Numbers, cancellationToken) is [var baseline, var other]
            ? TypedResults.Ok(LoadTestComparer.Compare(baseline, other))
            : Refusal.Conflict("Two releases are compared that each have a completed load test: run one of each.");
    }

    private static async Task<Results<Ok<LoadTestResponse>, ProblemHttpResult>> ReadAsync(
        Guid id, Caller caller, Visibility visibility, CodeRunnerDb db, LoadTestReader tests, CancellationToken cancellationToken)
    {
        if (await db.LoadTests.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } test)
            return Refusal.NotFound();
        var seen = await visibility.DeploymentAsync(test.DeploymentId, caller, Right.Read, cancellationToken);
        return seen.TryGet(out _, out var refusal) ? TypedResults.Ok(await tests.ShowAsync(test, cancellationToken)) : refusal;
    }

    private static Task<Results<Accepted<LoadTestResponse>, ProblemHttpResult>> CancelAsync(Guid id, Caller caller, LoadTestCommands tests, CancellationToken cancellationToken) =>
        tests.CancelAsync(id, caller, cancellationToken);
}
