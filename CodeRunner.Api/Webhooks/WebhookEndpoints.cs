using CodeRunner.Api.Access;
using CodeRunner.Api.Idempotency;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core;
using CodeRunner.Core.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Webhooks;

/// <summary>Who is told of a project's alerts, over HTTP.</summary>
internal static class WebhookEndpoints
{
    public static RouteGroupBuilder MapWebhooks(this RouteGroupBuilder api)
    {
        var ofProject = api.MapGroup("/projects/{id:guid}/webhooks").WithTags("Webhooks");
        ofProject.MapGet("/", ListAsync).Describe("The project's webhooks (maintainers of all environments)", 400, 401, 403, 404, 429).Example(null, Examples.Webhooks);
        ofProject.MapPost("/", CreateAsync)
            .Describe("Tell a URL of the project's alerts; the answer alone holds the secret that messages are signed with", 400, 401, 403, 404, 409, 422, 429)
            .Example(Examples.WebhookRequest, Examples.CreatedWebhook).WithMetadata(new NeverKept(), new PeopleOnly());

        var webhooks = api.MapGroup("/webhooks/{id:guid}").WithTags("Webhooks");
        webhooks.MapPut("/", PutAsync).Describe("Replace a webhook's URL and filter; its secret stays", 400, 401, 403, 404, 429).Example(Examples.WebhookRequest, null);
        webhooks.MapDelete("/", DeleteAsync).Describe("Delete a webhook and what waits for it", 401, 403, 404, 429).Example(null, null);
        webhooks.MapPost("/test", TestAsync).Describe("Send a test message", 401, 403, 404, 409, 422, 429).Example(null, Examples.Delivery);
        webhooks.MapGet("/deliveries", DeliveriesAsync)
            .Describe("What was sent and what waits: the newest hundred that are done with are kept", 400, 401, 403, 404, 429).Example(null, Examples.Deliveries);
        api.MapPost("/webhook-deliveries/{id:guid}/redeliver", RedeliverAsync).WithTags("Webhooks")
            .Describe("Send a message once more, under the same id", 401, 403, 404, 409, 422, 429).Example(null, Examples.Delivery);
        return api;
    }

    private static async Task<Results<Ok<Page<WebhookResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, WebhookCommands webhooks, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        if (await webhooks.RefuseAsync(id, caller, cancellationToken) is { } refusal)
            return refusal;
        var rows = await db.Webhooks.AsNoTracking()
            .Where(webhook => webhook.ProjectId == id && webhook.Id < page.Before)
            .OrderByDescending(webhook => webhook.Id)
            .Take(page.Size + 1)
            .Select(webhook => new
            {
                webhook,
                last = db.WebhookDeliveries.Where(delivery => delivery.WebhookId == webhook.Id).OrderByDescending(delivery => delivery.Id).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, row => row.webhook.Id, row => WebhookViews.Show(row.webhook, row.last)));
    }

    private static async Task<Results<Created<WebhookResponse>, ProblemHttpResult>> CreateAsync(
        Guid id, WebhookRequest request, Caller caller, WebhookCommands webhooks, IOptions<WebhookOptions> options, CancellationToken cancellationToken) =>
        Check(request, options.Value).Any(out var invalid) ? invalid : await webhooks.CreateAsync(id, request, caller, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid id, WebhookRequest request, Caller caller, WebhookCommands webhooks, IOptions<WebhookOptions> options, CancellationToken cancellationToken) =>
        Check(request, options.Value).Any(out var invalid) ? invalid : await webhooks.PutAsync(id, request, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, WebhookCommands webhooks, CancellationToken cancellationToken) =>
        webhooks.DeleteAsync(id, caller, cancellationToken);

    private static Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> TestAsync(
        Guid id, Caller caller, WebhookCommands webhooks, CancellationToken cancellationToken) => webhooks.TestAsync(id, caller, cancellationToken);

    private static Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> RedeliverAsync(
        Guid id, Caller caller, WebhookCommands webhooks, CancellationToken cancellationToken) => webhooks.RedeliverAsync(id, caller, cancellationToken);

    private static async Task<Results<Ok<Page<WebhookDeliveryResponse>>, ProblemHttpResult>> DeliveriesAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, WebhookCommands webhooks, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var projectId = await db.Webhooks.Where(webhook => webhook.Id == id).Select(webhook => webhook.ProjectId).SingleOrDefaultAsync(cancellationToken);
        if (await webhooks.RefuseAsync(projectId, caller, cancellationToken) is { } refusal)
            return refusal;
        var rows = await db.WebhookDeliveries.AsNoTracking()
            .Where(delivery => delivery.WebhookId == id && delivery.Id < page.Before)
            .OrderByDescending(delivery => delivery.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, delivery => delivery.Id, delivery => delivery.Show()));
    }

    private static Faults Check(WebhookRequest request, WebhookOptions options) => new Faults()
        .Check(WebhookUrl.FindFault(request.Url, options) is null, "url", WebhookUrl.FindFault(request.Url, options) ?? "")
        .Check(request.Kinds is not { Count: > 20 }, "kinds", "There are not so many kinds.")
        .Check(request.Deployments is not { Count: > Webhook.MostDeployments }, "deployments", $"It may name {Webhook.MostDeployments} deployments; none for all.");
}
