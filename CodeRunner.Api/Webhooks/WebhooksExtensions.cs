using System.Net;
using CodeRunner.Api.Webhooks.Delivering;

namespace CodeRunner.Api.Webhooks;

internal static class WebhooksExtensions
{
    public static WebApplicationBuilder AddWebhooks(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LookUpHost>((host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
        services.AddSingleton<WebhookSecrets>().AddSingleton<OwnAddresses>().AddSingleton<OutsideConnections>().AddSingleton<WebhookSender>();
        services.AddScoped<WebhookCommands>().AddScoped<DeliveryQueue>();
        services.AddHostedService<DeliveryLoop>();
        return builder;
    }
}
