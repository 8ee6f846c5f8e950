using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Webhooks;

/// <summary>All that changes a project's webhooks, with the project held.</summary>
internal sealed class WebhookCommands(CodeRunnerDb db, Visibility visibility, WebhookSecrets secrets, TimeProvider time)
{
    public Task<Results<Created<WebhookResponse>, ProblemHttpResult>> CreateAsync(
        Guid projectId, WebhookRequest request, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<Created<WebhookResponse>, ProblemHttpResult>>(
            async () =>
            {
                if (await RefuseAsync(projectId, caller, cancellationToken) is { } refusal)
                    return refusal;
                if (await db.Webhooks.CountAsync(webhook => webhook.ProjectId == projectId, cancellationToken) >= Webhook.MostPerProject)
                    return Refusal.Conflict($"The project has {Webhook.MostPerProject} webhooks, which is the most: delete one first.");
                if (await FindStrangerAsync(projectId, request, [], cancellationToken) is { } stranger)
                    return stranger;
                var made = new Webhook(projectId, time.GetUtcNow());
                var secret = WebhookSignature.NewSecret();
                made.SealedSecret = secrets.Seal(made.Id, secret);
                Apply(request, made);
                db.Webhooks.Add(made);
                await db.SaveChangesAsync(cancellationToken);
                return TypedResults.Created($"/api/webhooks/{made.Id}", WebhookViews.Show(made, null, secret));
            },
            cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> PutAsync(Guid id, WebhookRequest request, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync<NoContent>(id, caller, async webhook =>
        {
            if (await FindStrangerAsync(webhook.ProjectId, request, webhook.DeploymentIds, cancellationToken) is { } stranger)
                return stranger;
            Apply(request, webhook);
            return TypedResults.NoContent();
        }, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync<NoContent>(id, caller, webhook =>
        {
            db.Webhooks.Remove(webhook);
            return Task.FromResult<Results<NoContent, ProblemHttpResult>>(TypedResults.NoContent());
        }, cancellationToken);

    public Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> TestAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync<Accepted<WebhookDeliveryResponse>>(id, caller, async webhook =>
        {
            if (!webhook.Enabled)
                return Refusal.Conflict("The webhook is switched off.");
            var now = time.GetUtcNow();
            var message = new WebhookMessage(WebhookMessage.Test, now, new(webhook.ProjectId, null, null));
            var delivery = await db.EnqueueAsync(webhook.Id, message, now, cancellationToken);
            return delivery.State == WebhookDeliveryState.Failed ? Refusal.Conflict(WebhookOutbox.TooMany) : Accepted(delivery);
        }, cancellationToken);

    public async Task<Results<Accepted<WebhookDeliveryResponse>, ProblemHttpResult>> RedeliverAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var webhookId = await db.WebhookDeliveries.Where(delivery => delivery.Id == id).Select(delivery => delivery.WebhookId).SingleOrDefaultAsync(cancellationToken);
        return await ChangeAsync<Accepted<WebhookDeliveryResponse>>(webhookId, caller, async webhook =>
        {
            if (!webhook.Enabled)
                return Refusal.Conflict("The webhook is switched off.");
            if (await db.WebhookDeliveries.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } delivery)
                return Refusal.NotFound();
            return delivery.TryAskAgain(time.GetUtcNow()) ? Accepted(delivery) : Refusal.Conflict("It is on its way already.");
        }, cancellationToken);
    }

    /// <summary>Null when the caller may manage the project's webhooks. They hear of every environment, so only who has the right everywhere may.</summary>
    public async Task<ProblemHttpResult?> RefuseAsync(Guid projectId, Caller caller, CancellationToken cancellationToken)
    {
        var seen = db.Database.CurrentTransaction is null
            ? await visibility.ProjectAsync(projectId, caller, Right.Configure, null, cancellationToken)
            : await visibility.LockProjectAsync(projectId, caller, Right.Configure, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        return seen.By!.AllowsEverywhere(Right.Configure) ? null : Refusal.Forbidden();
    }

    private Task<Results<TDone, ProblemHttpResult>> ChangeAsync<TDone>(
        Guid id, Caller caller, Func<Webhook, Task<Results<TDone, ProblemHttpResult>>> change, CancellationToken cancellationToken)
        where TDone : IResult => db.InTransactionAsync<Results<TDone, ProblemHttpResult>>(
        async () =>
        {
            var projectId = await db.Webhooks.Where(webhook => webhook.Id == id).Select(webhook => webhook.ProjectId).SingleOrDefaultAsync(cancellationToken);
            if (await RefuseAsync(projectId, caller, cancellationToken) is { } refusal)
                return refusal;
            if (await db.Webhooks.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } found)
                return Refusal.NotFound();
            var answer = await change(found);
            await db.SaveChangesAsync(cancellationToken);
            return answer;
        },
        cancellationToken);

    /// <summary>Those that it names already may have been deleted: whoever reads it and writes it back changes nothing, and it hears no more for it.</summary>
    private async Task<ProblemHttpResult?> FindStrangerAsync(Guid projectId, WebhookRequest request, Guid[] already, CancellationToken cancellationToken)
    {
        var named = (request.Deployments ?? []).Except(already).ToArray();
        var known = await db.Deployments.CountAsync(deployment => deployment.ProjectId == projectId && named.Contains(deployment.Id), cancellationToken);
        return known == named.Length ? null : Refusal.Invalid("deployments", "Each must be the id of a deployment of this project.");
    }

    private static void Apply(WebhookRequest request, Webhook webhook)
    {
        webhook.Url = request.Url!;
        webhook.Kinds = [.. (request.Kinds ?? []).Distinct().Order()];
        webhook.DeploymentIds = [.. (request.Deployments ?? []).Distinct()];
        webhook.Enabled = request.Enabled ?? true;
    }

    private static Accepted<WebhookDeliveryResponse> Accepted(WebhookDelivery delivery) =>
        TypedResults.Accepted($"/api/webhooks/{delivery.WebhookId}/deliveries", delivery.Show());
}
