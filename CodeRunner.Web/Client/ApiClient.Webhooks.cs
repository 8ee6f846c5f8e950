using CodeRunner.Contracts;
using CodeRunner.Contracts.Webhooks;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<WebhookResponse>>> ListWebhooksAsync(Guid project, CancellationToken ct) =>
        GetAsync<Page<WebhookResponse>>($"/api/projects/{project}/webhooks?limit=200", ct);

    public Task<ApiResult<WebhookResponse>> CreateWebhookAsync(Guid project, WebhookRequest request, CancellationToken ct) =>
        ReadAsync<WebhookResponse>(HttpMethod.Post, $"/api/projects/{project}/webhooks", request, ct);

    public Task<ApiProblem?> PutWebhookAsync(Guid webhook, WebhookRequest request, CancellationToken ct) => SendAsync(HttpMethod.Put, $"/api/webhooks/{webhook}", request, ct);

    public Task<ApiProblem?> DeleteWebhookAsync(Guid webhook, CancellationToken ct) => SendAsync(HttpMethod.Delete, $"/api/webhooks/{webhook}", null, ct);

    public Task<ApiProblem?> TestWebhookAsync(Guid webhook, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/webhooks/{webhook}/test", null, ct);

    public Task<ApiResult<Page<WebhookDeliveryResponse>>> ListDeliveriesAsync(Guid webhook, string? after, CancellationToken ct, int limit = 10) =>
        GetAsync<Page<WebhookDeliveryResponse>>($"/api/webhooks/{webhook}/deliveries" + PageQuery(after, limit), ct);

    public Task<ApiProblem?> RedeliverAsync(Guid delivery, CancellationToken ct) => SendAsync(HttpMethod.Post, $"/api/webhook-deliveries/{delivery}/redeliver", null, ct);
}
