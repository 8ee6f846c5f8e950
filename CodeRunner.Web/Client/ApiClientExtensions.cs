using CodeRunner.Web.Nodes;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Http.Resilience;

namespace CodeRunner.Web.Client;

public static class ApiClientExtensions
{
    private static readonly Uri Api = new("http://api");

    /// <summary>The clients of the API, found by service discovery under the name `api`.</summary>
    public static WebApplicationBuilder AddApiClient(this WebApplicationBuilder builder)
    {
#pragma warning disable EXTEXP0001 // the defaults' handler would repeat a POST, and these ask the API for effects
        builder.Services.AddHttpClient<ApiClient, ApiClient>(Create)
            .RemoveAllResilienceHandlers()
            .AddHttpMessageHandler<RefusedTokens>()
            .AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
        builder.Services.AddHttpClient(AuthClient.ClientName, http =>
        {
            http.BaseAddress = Api;
            http.Timeout = TimeSpan.FromSeconds(30); // a busy API takes its time to hash a password, and a person rather waits than types again
        }).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.Services.AddSingleton<AuthClient>().AddSingleton<ServiceStates>().AddTransient<RefusedTokens>();
        return builder;
    }

    private static ApiClient Create(HttpClient http, IServiceProvider services)
    {
        http.BaseAddress = Api;
        return new ApiClient(http, services.GetRequiredService<AuthenticationStateProvider>(), services.GetRequiredService<TokenSource>());
    }
}
