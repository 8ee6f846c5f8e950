using System.ComponentModel;
using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Nodes;

/// <summary>The machines of the swarm that sandboxes are placed on; none with other providers.</summary>
internal static class MachineEndpoints
{
    private const string ForceText = "Also when no other machine takes apps, so that all of them end and none starts again.";

    public static RouteGroupBuilder MapMachines(this RouteGroupBuilder api)
    {
        api.MapGet("/system/machines", ListAsync).WithTags("System")
            .Describe("The machines of the swarm that sandboxes are placed on, as its managers say; none with other providers (operators)", 400, 401, 403, 429)
            .Example(null, Examples.Machines).WithMetadata(new PeopleOnly());
        api.MapPost("/system/machines/{machine}/drain", DrainAsync).WithTags("System")
            .Describe("Drain a machine: the swarm ends what runs there and places nothing on it; instances start elsewhere (operators)", 400, 401, 403, 404, 409, 429)
            .Example(null, Examples.DrainedMachine).WithMetadata(new PeopleOnly());
        api.MapPost("/system/machines/{machine}/activate", ActivateAsync).WithTags("System")
            .Describe("Let the swarm place sandboxes on a machine again (operators)", 401, 403, 404, 429).Example(null, Examples.Machines.Items[0]).WithMetadata(new PeopleOnly());
        return api;
    }

    private static async Task<Results<Ok<Page<MachineResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] NamedPageQuery page, Caller caller, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        if (page.Check().Any(out var invalid))
            return invalid;
        var rows = await db.Machines.AsNoTracking()
            .Where(machine => string.Compare(machine.Id, page.From) > 0).OrderBy(machine => machine.Id).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows.ConvertAll(machine => machine.Show()), machine => machine.Id));
    }

    private static Task<Results<Accepted<MachineResponse>, ProblemHttpResult>> DrainAsync(
        string machine, Caller caller, MachineCommands machines, CancellationToken cancellationToken, [FromQuery][Description(ForceText)] bool force = false) =>
        machines.DrainAsync(machine, force, caller, cancellationToken);

    private static Task<Results<Accepted<MachineResponse>, ProblemHttpResult>> ActivateAsync(
        string machine, Caller caller, MachineCommands machines, CancellationToken cancellationToken) => machines.ActivateAsync(machine, caller, cancellationToken);
}
