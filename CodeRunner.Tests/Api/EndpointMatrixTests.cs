using System.Net;
using System.Reflection;
using CodeRunner.Api.Live;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Templates;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Tests.Api.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Api;

/// <summary>Every route and hub method there is, asked by a stranger and by a user whose it is not. A new one is listed here, or this fails.</summary>
public sealed class EndpointMatrixTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    internal const string Deployment = "/api/deployments/{id:guid}";
    internal const string Project = "/api/projects/{id:guid}";

    internal const string Environment = Project + "/environments/{environment:regex(^(development|staging|production)$)}";

    private static readonly string[] Open =
    [
        "GET /openapi/{documentName}.json", "* /alive", "* /health", "* /health/ready", "* /health/started",
        "POST /api/auth/register", "POST /api/auth/login", "POST /api/auth/refresh", "POST /api/auth/logout", "POST /api/auth/reset-password",
    ];

    /// <summary>What answers only with what is the caller's own, or everybody's.</summary>
    internal static readonly string[] Own =
    [
        "GET /api/auth/me", "GET /api/auth/me/sign-ins", "GET /api/auth/me/limits", "GET /api/auth/me/sessions/", "DELETE /api/auth/me/sessions/",
        "GET /api/projects/", "POST /api/projects/", "GET /api/search", "GET /api/templates",
        "PUT /api/auth/me/password", "GET /api/auth/me/second-factor/", "POST /api/auth/me/second-factor/", "POST /api/auth/me/second-factor/confirm", "POST /api/auth/me/second-factor/recovery-codes",
        "POST /api/auth/me/second-factor/off",
    ];

    /// <summary>What only the platform's operator may ask.</summary>
    internal static readonly string[] Operators =
    [
        "GET /api/system", "GET /api/system/nodes", "GET /api/system/master-keys", "GET /api/system/audit/", "GET /api/system/audit/verify", "GET /api/system/audit/export",
        "GET /api/system/accounts/", "DELETE /api/system/accounts/{email}/sessions", "POST /api/system/accounts/{email}/close", "POST /api/system/accounts/{email}/open",
        "GET /api/system/limits/", "GET /api/system/limits/projects", "GET /api/system/limits/users",
        "GET /api/system/limits/projects/{id:guid}", "PUT /api/system/limits/projects/{id:guid}", "DELETE /api/system/limits/projects/{id:guid}",
        "GET /api/system/limits/users/{email}", "PUT /api/system/limits/users/{email}", "DELETE /api/system/limits/users/{email}",
        "POST /api/system/accounts/{email}/password-reset",
        "GET /api/system/machines", "POST /api/system/machines/{machine}/drain", "POST /api/system/machines/{machine}/activate",
    ];

    /// <summary>What names something by id, with a body that would be taken from its owner.</summary>
    private static readonly Dictionary<string, object?> Owned = new()
    {
        ["DELETE /api/auth/me/sessions/{id:guid}"] = null,
        [$"GET {Project}"] = null,
        [$"PATCH {Project}"] = new { logDays = 7 },
        [$"DELETE {Project}"] = null,
        [$"GET {Project}/members/"] = null,
        [$"PUT {Project}/members/{{email}}"] = new { role = "viewer" },
        [$"DELETE {Project}/members/{{email}}"] = null,
        [$"GET {Project}/tokens/"] = null,
        [$"POST {Project}/tokens/"] = new { name = "x", role = "viewer" },
        [$"DELETE {Project}/tokens/{{tokenId:guid}}"] = null,
        [$"POST {Project}/tokens/{{tokenId:guid}}/rotate"] = null,
        [$"GET {Project}/limits"] = null,
        [$"GET {Project}/deployments/"] = null,
        [$"POST {Project}/deployments/"] = new { name = "x", environment = "staging" },
        [$"GET {Project}/audit/"] = null,
        [$"GET {Project}/audit/verify"] = null,
        [$"GET {Project}/audit/export"] = null,
        [$"GET {Deployment}/"] = null,
        [$"PATCH {Deployment}/"] = new { name = "x" },
        [$"DELETE {Deployment}/"] = null,
        [$"POST {Deployment}/start"] = null,
        [$"POST {Deployment}/stop"] = null,
        [$"POST {Deployment}/restart"] = null,
        [$"POST {Deployment}/scale"] = new { instances = 2 },
        [$"GET {Deployment}/hosts/"] = null,
        [$"PUT {Deployment}/hosts/{{host}}"] = null,
        [$"DELETE {Deployment}/hosts/{{host}}"] = null,
        [$"POST {Deployment}/releases"] = new { template = "node-http" },
        [$"GET {Deployment}/releases"] = null,
        [$"POST {Deployment}/rollback"] = new { release = 1 },
        ["POST /api/releases/{id:guid}/cancel"] = null,
        [$"GET {Deployment}/logs/"] = null,
        [$"GET {Deployment}/logs/download"] = null,
        [$"GET {Deployment}/logs/stream"] = null,
        [$"GET {Deployment}/alert-rules/"] = null,
        [$"POST {Deployment}/alert-rules/"] = new { kind = "cpu", threshold = 90 },
        ["PUT /api/alert-rules/{id:guid}/"] = new { kind = "cpu", threshold = 90 },
        ["DELETE /api/alert-rules/{id:guid}/"] = null,
        [$"GET {Deployment}/alerts"] = null,
        [$"GET {Project}/alerts"] = null,
        ["POST /api/alerts/{id:guid}/acknowledge"] = null,
        [$"GET {Deployment}/scaling-policies"] = null,
        [$"POST {Deployment}/scaling-policies"] = new { trigger = "cpu", target = 70 },
        ["PUT /api/scaling-policies/{id:guid}/"] = new { trigger = "cpu", target = 70 },
        ["DELETE /api/scaling-policies/{id:guid}/"] = null,
        [$"GET {Deployment}/scaling-schedules/"] = null,
        [$"POST {Deployment}/scaling-schedules/"] = new { cron = "0 8 * * *", durationMinutes = 60, minInstances = 2 },
        ["PUT /api/scaling-schedules/{id:guid}/"] = new { cron = "0 8 * * *", durationMinutes = 60, minInstances = 2 },
        ["DELETE /api/scaling-schedules/{id:guid}/"] = null,
        [$"GET {Deployment}/scaling-decisions"] = null,
        [$"POST {Deployment}/scaling/resume"] = null,
        [$"POST {Deployment}/scaling-policies/replay"] = new { policies = new[] { new { trigger = "requests", target = 5 } }, csv = "0,5\n60,500\n120,5" },
        [$"GET {Deployment}/optimization"] = null,
        ["POST /api/recommendations/{id:guid}/apply"] = null,
        ["POST /api/recommendations/{id:guid}/undo"] = null,
        ["POST /api/recommendations/{id:guid}/dismiss"] = null,
        [$"GET {Deployment}/load-tests/"] = null,
        [$"POST {Deployment}/load-tests/"] = new { consent = true },
        [$"GET {Deployment}/load-tests/compare"] = null,
        ["GET /api/load-tests/{id:guid}/"] = null,
        ["POST /api/load-tests/{id:guid}/cancel"] = null,
        [$"GET {Project}/cost/"] = null,
        [$"GET {Project}/cost/settings"] = null,
        [$"PUT {Project}/cost/settings"] = new { budgetPerMonth = 40 },
        [$"GET {Project}/webhooks/"] = null,
        [$"POST {Project}/webhooks/"] = new { url = "https://hooks.example.org/" },
        ["PUT /api/webhooks/{id:guid}/"] = new { url = "https://hooks.example.org/" },
        ["DELETE /api/webhooks/{id:guid}/"] = null,
        ["POST /api/webhooks/{id:guid}/test"] = null,
        ["GET /api/webhooks/{id:guid}/deliveries"] = null,
        ["POST /api/webhook-deliveries/{id:guid}/redeliver"] = null,
        [$"GET {Project}/templates/"] = null,
        [$"POST {Project}/templates/"] = new { name = "Ours", keys = new[] { new { key = "A" } } },
        ["GET /api/templates/{id:guid}/"] = null,
        ["PUT /api/templates/{id:guid}/"] = new { name = "Ours", keys = new[] { new { key = "A" } } },
        ["DELETE /api/templates/{id:guid}/"] = null,
        ["GET /api/templates/{id:guid}/versions"] = null,
        [$"GET {Deployment}/metrics/"] = null,
        [$"GET {Deployment}/metrics/stream"] = null,
    };

    /// <summary>Each configuration's: an environment's, a project's and a deployment's.</summary>
    private static readonly Dictionary<string, object?> OfConfigurations = new()
    {
        ["GET {0}/config/"] = null,
        ["PUT {0}/config/"] = new { variables = Array.Empty<object>() },
        ["PUT {0}/config/variables/{{key}}"] = new { value = "x" },
        ["DELETE {0}/config/variables/{{key}}"] = null,
        ["POST {0}/config/variables/{{key}}/reveal"] = null,
        ["POST {0}/config/import"] = "{}",
        ["POST {0}/config/apply-template"] = new { template = "node" },
        ["GET {0}/config/export"] = null,
        ["POST {0}/config/export"] = new { format = "json" },
        ["GET {0}/config/versions"] = null,
        ["GET {0}/config/versions/{{version:int}}/diff"] = null,
        ["POST {0}/config/rollback"] = new { version = 0 },
        ["POST {0}/config/apply"] = null,
    };

    static EndpointMatrixTests()
    {
        foreach (var of in (string[])[Environment, Project, Deployment])
            foreach (var (route, body) in OfConfigurations)
                Owned.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, route, of), body);
    }

    private static readonly string[] Hub = ["* /hubs/live", "* /hubs/live/negotiate"];

    private static readonly Dictionary<string, object?[]> HubMethods = new()
    {
        [nameof(LiveHub.SubscribeDeployment)] = [null],
        [nameof(LiveHub.SubscribeProject)] = [],
        [nameof(LiveHub.SubscribeMetrics)] = [],
        [nameof(LiveHub.UnsubscribeMetrics)] = [],
        [nameof(LiveHub.UnsubscribeDeployment)] = [],
    };

    private readonly ApiFactory api = fixture.Api;

    internal static IEnumerable<string> OwnedNames => Owned.Keys;

    internal static IEnumerable<string> MappedHubMethods => typeof(LiveHub)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.GetBaseDefinition() == method)
        .Select(method => method.Name);

    public static TheoryData<string> OwnedRoutes => [.. Owned.Keys];

    [Fact]
    public void Every_route_is_listed_here() => MappedBy(api).ShouldBe([.. Open, .. Own, .. Operators, .. Owned.Keys, .. Hub], ignoreOrder: true);

    [Fact]
    public void Every_hub_method_is_listed_here() => MappedHubMethods.ShouldBe(HubMethods.Keys, ignoreOrder: true);

    [Fact]
    public async Task A_stranger_is_told_to_sign_in_on_every_route()
    {
        using var http = api.Stranger();
        foreach (var route in Own.Concat(Operators).Concat(Owned.Keys).Concat(["POST /hubs/live/negotiate", "GET /hubs/live"]))
        {
            var (method, path) = Fill(route, Guid.NewGuid());
            using var answer = await http.SendAsync(new HttpRequestMessage(method, path));
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, route);
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", route);
        }
    }

    [Theory]
    [MemberData(nameof(OwnedRoutes))]
    public async Task What_is_somebody_elses_is_answered_as_what_is_not_there(string route)
    {
        var (ada, eve) = (await api.UserAsync("Ada"), await api.UserAsync("Eve"));
        var deployment = await ada.DeploymentAsync();
        var theirs = await IdOfAsync(api, ada, deployment, route);

        var foreign = await AskAsync(eve, route, theirs);
        var absent = await AskAsync(eve, route, Guid.NewGuid());

        foreign.Status.ShouldBe(HttpStatusCode.NotFound);
        foreign.ShouldBe(absent);
    }

    /// <summary>Of what the route is about: each is made, so that it is refused although it is there.</summary>
    internal static async Task<Guid> IdOfAsync(ApiFactory api, TestUser ada, DeploymentResponse deployment, string route)
    {
        if (route.Contains("/sessions/{id", StringComparison.Ordinal))
            return ada.SessionId;
        if (route.Contains("/releases/{id", StringComparison.Ordinal))
            return (await ada.ReleaseAsync(deployment.Id)).Id;
        if (route.Contains("/alert-rules/{id", StringComparison.Ordinal))
            return (await ada.GetAsync<Page<AlertRuleResponse>>($"/api/deployments/{deployment.Id}/alert-rules"))!.Items[0].Id;
        if (route.Contains("/scaling-policies/{id", StringComparison.Ordinal))
            return (await ada.PolicyAsync(deployment.Id, BodyOf($"POST {Deployment}/scaling-policies")!)).Id;
        if (route.Contains("/scaling-schedules/{id", StringComparison.Ordinal))
            return (await ada.ScheduleAsync(deployment.Id, BodyOf($"POST {Deployment}/scaling-schedules/")!)).Id;
        if (route.Contains("/load-tests/{id", StringComparison.Ordinal))
            return (await api.LoadTestAsync(deployment.Id, ada.Id)).Id;
        if (route.Contains("/api/templates/{id", StringComparison.Ordinal))
            return Guid.Parse((await ada.SendAsync<TemplateResponse>(HttpMethod.Post, $"/api/projects/{deployment.ProjectId}/templates", new { name = "Ours", keys = new[] { new { key = "A" } } }))!.Id);
        if (route.Contains("/alerts/{id", StringComparison.Ordinal))
            return (await api.FireAsync(deployment.Id, AlertKind.Down)).Id;
        if (route.Contains("/recommendations/{id", StringComparison.Ordinal))
            return await api.AdviseAsync(ada, deployment.Id);
        if (route.Contains("/webhook", StringComparison.Ordinal) && !route.Contains(Project, StringComparison.Ordinal))
        {
            var webhook = (await ada.SendAsync<WebhookResponse>(HttpMethod.Post, $"/api/projects/{deployment.ProjectId}/webhooks", new { url = "https://hooks.invalid/" }))!;
            return route.Contains("deliveries/{id", StringComparison.Ordinal)
                ? (await ada.SendAsync<WebhookDeliveryResponse>(HttpMethod.Post, $"/api/webhooks/{webhook.Id}/test"))!.Id
                : webhook.Id;
        }
        return route.Contains(Project, StringComparison.Ordinal) ? deployment.ProjectId : deployment.Id;
    }

    [Fact]
    public async Task Lists_hold_only_what_is_the_callers()
    {
        var (ada, eve) = (await api.UserAsync("Ada"), await api.UserAsync("Eve"));
        await ada.DeploymentAsync();

        using var projects = await eve.Http.GetAsync("/api/projects");
        (await projects.Content.ReadAsStringAsync()).ShouldBe("""{"items":[],"next":null}""");
    }

    [Fact]
    public async Task A_hub_method_says_of_what_is_somebody_elses_what_it_says_of_nothing()
    {
        var (ada, eve) = (await api.UserAsync("Ada"), await api.UserAsync("Eve"));
        var deployment = await ada.DeploymentAsync();
        await using var hub = await eve.HubAsync();
        foreach (var (method, rest) in HubMethods)
        {
            var id = method == nameof(LiveHub.SubscribeProject) ? deployment.ProjectId : deployment.Id;
            var (foreign, absent) = (await InvokeAsync(hub, method, [id, .. rest]), await InvokeAsync(hub, method, [Guid.NewGuid(), .. rest]));
            foreign.ShouldBe(absent, method);
            (foreign is null).ShouldBe(method is nameof(LiveHub.UnsubscribeDeployment) or nameof(LiveHub.UnsubscribeMetrics), "only to stop hearing nothing is no offence");
        }
    }

    private static async Task<string?> InvokeAsync(HubConnection hub, string method, object?[] arguments)
    {
        try
        {
            await hub.InvokeCoreAsync(method, arguments);
            return null;
        }
        catch (HubException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Every route that the Api answers, as its method and its pattern.</summary>
    internal static IEnumerable<string> MappedBy(ApiFactory api) =>
        api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(Names).Distinct();

    /// <summary>A body that the route takes.</summary>
    internal static object? BodyOf(string route) => Owned.GetValueOrDefault(route);

    private static IEnumerable<string> Names(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        var pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        return methods is { Count: > 0 } && !pattern.StartsWith("/hubs/", StringComparison.Ordinal) ? methods.Select(method => $"{method} {pattern}") : [$"* {pattern}"];
    }

    internal static (HttpMethod Method, string Path) Fill(string route, Guid id)
    {
        var parts = route.Split(' ');
        return (new HttpMethod(parts[0]), parts[1].Replace("{id:guid}", id.ToString()).Replace("{email}", "nobody@example.org")
            .Replace(Environment[Project.Length..], "/environments/staging").Replace("{tokenId:guid}", Guid.Empty.ToString()).Replace("{key}", "A").Replace("{version:int}", "0"));
    }

    internal static async Task<(HttpStatusCode Status, string Body)> AskAsync(TestUser user, string route, Guid id)
    {
        var (method, path) = Fill(route, id);
        using var answer = await user.SendAsync(method, path, BodyOf(route));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
