using CodeRunner.Api.Live;
using static CodeRunner.Tests.Api.Matrix.Place;
using static CodeRunner.Tests.Api.Matrix.Rights;

namespace CodeRunner.Tests.Api.Matrix;

/// <summary>The least that each route and hub method takes. In the order in which they are asked: what is asked later does not need what is deleted before.</summary>
internal static class AccessTable
{
    private const string OfDeployment = EndpointMatrixTests.Deployment;
    private const string OfProject = EndpointMatrixTests.Project;
    private const string OfEnvironment = EndpointMatrixTests.Environment;

    private static readonly Place[] Environments = [Staging, Production];

    public static IReadOnlyList<Ask> Routes { get; } =
    [
        .. OfThePlatform(),
        .. Environments.SelectMany(place => ConfigurationOf(OfEnvironment, place, place)),
        .. ConfigurationOf(OfProject, Place.Project, Everywhere),
        .. Environments.SelectMany(place => ConfigurationOf(OfDeployment, place, place)),
        .. Environments.SelectMany(DeploymentIn),
        .. Environments.SelectMany(ScalingIn),
        .. Environments.SelectMany(OptimizationIn),
        .. Environments.SelectMany(AlertsIn),
        .. TemplatesAndWebhooks(),
        .. MembersAndTokens(),
        .. ProjectItself(),
    ];

    public static IReadOnlyList<HubAsk> HubMethods { get; } =
    [
        .. Environments.Select(place => new HubAsk(nameof(LiveHub.SubscribeDeployment), "deployments", Read, place, [null])),
        .. Environments.Select(place => new HubAsk(nameof(LiveHub.SubscribeMetrics), "deployments", Read, place)),
        new(nameof(LiveHub.SubscribeProject), "projects", Read, Place.Project),
        new(nameof(LiveHub.UnsubscribeMetrics), "deployments", SignedIn, Platform),
        new(nameof(LiveHub.UnsubscribeDeployment), "deployments", SignedIn, Platform),
    ];

    private static IEnumerable<Ask> OfThePlatform() =>
    [
        new("GET /openapi/{documentName}.json", Anyone, Platform),
        new("* /alive", Anyone, Platform),
        new("* /health", Anyone, Platform),
        new("* /health/ready", Anyone, Platform),
        new("* /health/started", Anyone, Platform),
        new("POST /api/auth/register", Anyone, Platform) { Body = new { }, Allowed = 400 },
        new("POST /api/auth/login", Anyone, Platform) { Body = new { }, Allowed = 400 },
        new("POST /api/auth/refresh", Anyone, Platform) { Body = new { }, Allowed = 400 },
        new("POST /api/auth/logout", Anyone, Platform) { Body = new { }, Allowed = 400 },
        new("POST /api/auth/reset-password", Anyone, Platform) { Body = new { }, Allowed = 400 },
        new("PUT /api/auth/me/password", SignedIn, Platform) { Body = new { }, ForPeople = true, Allowed = 400 },
        new("GET /api/auth/me/second-factor/", SignedIn, Platform) { ForPeople = true },
        new("POST /api/auth/me/second-factor/", SignedIn, Platform) { Body = new { }, ForPeople = true, Allowed = 400 },
        new("POST /api/auth/me/second-factor/confirm", SignedIn, Platform) { Body = new { }, ForPeople = true, Allowed = 400 },
        new("POST /api/auth/me/second-factor/recovery-codes", SignedIn, Platform) { Body = new { }, ForPeople = true, Allowed = 400 },
        new("POST /api/auth/me/second-factor/off", SignedIn, Platform) { Body = new { }, ForPeople = true, Allowed = 400 },
        new("GET /api/auth/me", SignedIn, Platform),
        new("GET /api/auth/me/sign-ins", SignedIn, Platform) { ForPeople = true },
        new("GET /api/auth/me/limits", SignedIn, Platform) { ForPeople = true },
        new("GET /api/auth/me/sessions/", SignedIn, Platform) { ForPeople = true },
        new("DELETE /api/auth/me/sessions/{id:guid}", SignedIn, Platform) { ForPeople = true, Allowed = 404 },
        new("DELETE /api/auth/me/sessions/", SignedIn, Platform) { ForPeople = true },
        new("GET /api/projects/", SignedIn, Platform),
        new("POST /api/projects/", SignedIn, Platform) { Body = new { name = "Mine" }, ForPeople = true },
        new("GET /api/search", SignedIn, Platform),
        new("GET /api/templates", SignedIn, Platform),
        new("* /hubs/live", SignedIn, Platform) { Allowed = 400 },
        new("* /hubs/live/negotiate", SignedIn, Platform),
        new("GET /api/system", Operator, Platform) { ForPeople = true },
        new("GET /api/system/nodes", Operator, Platform) { ForPeople = true },
        new("GET /api/system/machines", Operator, Platform) { ForPeople = true },
        new("POST /api/system/machines/{machine}/drain", Operator, Platform) { ForPeople = true, Allowed = 404 },
        new("POST /api/system/machines/{machine}/activate", Operator, Platform) { ForPeople = true, Allowed = 404 },
        new("GET /api/system/master-keys", Operator, Platform) { ForPeople = true },
        new("GET /api/system/audit/", Operator, Platform) { ForPeople = true },
        new("GET /api/system/audit/verify", Operator, Platform) { ForPeople = true },
        new("GET /api/system/audit/export", Operator, Platform) { ForPeople = true },
        new("GET /api/system/accounts/", Operator, Platform) { ForPeople = true },
        new("DELETE /api/system/accounts/{email}/sessions", Operator, Platform) { ForPeople = true },
        new("POST /api/system/accounts/{email}/close", Operator, Platform) { ForPeople = true },
        new("POST /api/system/accounts/{email}/open", Operator, Platform) { ForPeople = true },
        new("GET /api/system/limits/", Operator, Platform) { ForPeople = true },
        new("GET /api/system/limits/projects", Operator, Platform) { ForPeople = true },
        new("GET /api/system/limits/users", Operator, Platform) { ForPeople = true },
        new("GET /api/system/limits/projects/{id:guid}", Operator, Platform) { ForPeople = true },
        new("PUT /api/system/limits/projects/{id:guid}", Operator, Platform) { Body = new { instances = 1000 }, ForPeople = true },
        new("DELETE /api/system/limits/projects/{id:guid}", Operator, Platform) { ForPeople = true },
        new("GET /api/system/limits/users/{email}", Operator, Platform) { ForPeople = true },
        new("PUT /api/system/limits/users/{email}", Operator, Platform) { Body = new { instances = 1000 }, ForPeople = true },
        new("DELETE /api/system/limits/users/{email}", Operator, Platform) { ForPeople = true },
        new("POST /api/system/accounts/{email}/password-reset", Operator, Platform) { ForPeople = true },
    ];

    private static IEnumerable<Ask> ConfigurationOf(string whose, Place read, Place change) =>
    [
        new($"GET {whose}/config/", Read, read),
        new($"GET {whose}/config/versions", Read, read),
        new($"GET {whose}/config/versions/{{version:int}}/diff", Read, read),
        new($"GET {whose}/config/export", SeeConfig, change),
        new($"POST {whose}/config/export", SeeConfig, change),
        new($"POST {whose}/config/export", Reveal, change) { Body = new { secrets = true } },
        new($"POST {whose}/config/variables/{{key}}/reveal", SeeConfig, change),
        new($"POST {whose}/config/variables/{{key}}/reveal", Reveal, change) { Key = "HIDDEN" },
        new($"PUT {whose}/config/variables/{{key}}", WriteConfig, change),
        new($"DELETE {whose}/config/variables/{{key}}", WriteConfig, change) { Key = "SPARE" },
        new($"POST {whose}/config/import", WriteConfig, change),
        new($"POST {whose}/config/apply-template", WriteConfig, change),
        new($"POST {whose}/config/apply", Deploy, change),
        new($"POST {whose}/config/rollback", WriteConfig, change),
        new($"PUT {whose}/config/", WriteConfig, change),
    ];

    private static IEnumerable<Ask> DeploymentIn(Place place) =>
    [
        new($"POST {OfProject}/deployments/", Deploy, place) { Body = new { name = "Another", environment = "{environment}" } },
        new($"GET {OfDeployment}/", Read, place),
        new($"GET {OfDeployment}/releases", Read, place),
        new($"GET {OfDeployment}/hosts/", Read, place),
        new($"GET {OfDeployment}/logs/", Read, place),
        new($"GET {OfDeployment}/logs/download", Read, place),
        new($"GET {OfDeployment}/logs/stream", Read, place),
        new($"GET {OfDeployment}/metrics/", Read, place),
        new($"GET {OfDeployment}/metrics/stream", Read, place),
        new("POST /api/releases/{id:guid}/cancel", Deploy, place),
        new($"POST {OfDeployment}/releases", Deploy, place),
        new($"POST {OfDeployment}/rollback", Deploy, place),
        new($"POST {OfDeployment}/start", Deploy, place),
        new($"POST {OfDeployment}/restart", Deploy, place),
        new($"POST {OfDeployment}/scale", Deploy, place),
        new($"POST {OfDeployment}/stop", Deploy, place),
        new($"PUT {OfDeployment}/hosts/{{host}}", Manage, place),
        new($"DELETE {OfDeployment}/hosts/{{host}}", Manage, place),
        new($"PATCH {OfDeployment}/", Manage, place),
    ];

    private static IEnumerable<Ask> ScalingIn(Place place) =>
    [
        new($"GET {OfDeployment}/scaling-policies", Read, place),
        new($"GET {OfDeployment}/scaling-schedules/", Read, place),
        new($"GET {OfDeployment}/scaling-decisions", Read, place),
        new($"POST {OfDeployment}/scaling-policies/replay", Read, place),
        new($"POST {OfDeployment}/scaling-policies", Deploy, place),
        new($"POST {OfDeployment}/scaling-schedules/", Deploy, place),
        new($"POST {OfDeployment}/scaling/resume", Deploy, place),
        new("PUT /api/scaling-policies/{id:guid}/", Deploy, place),
        new("PUT /api/scaling-schedules/{id:guid}/", Deploy, place),
        new("DELETE /api/scaling-policies/{id:guid}/", Deploy, place),
        new("DELETE /api/scaling-schedules/{id:guid}/", Deploy, place),
    ];

    private static IEnumerable<Ask> OptimizationIn(Place place) =>
    [
        new($"GET {OfDeployment}/optimization", Read, place),
        new($"GET {OfDeployment}/load-tests/", Read, place),
        new($"GET {OfDeployment}/load-tests/compare", Read, place),
        new("GET /api/load-tests/{id:guid}/", Read, place),
        new($"POST {OfDeployment}/load-tests/", Deploy, place),
        new("POST /api/load-tests/{id:guid}/cancel", Deploy, place),
        new("POST /api/recommendations/{id:guid}/dismiss", Manage, place),
        new("POST /api/recommendations/{id:guid}/apply", Manage, place),
        new("POST /api/recommendations/{id:guid}/undo", Manage, place),
    ];

    private static IEnumerable<Ask> AlertsIn(Place place) =>
    [
        new($"GET {OfDeployment}/alerts", Read, place),
        new($"GET {OfDeployment}/alert-rules/", Read, place),
        new("POST /api/alerts/{id:guid}/acknowledge", Deploy, place),
        new($"POST {OfDeployment}/alert-rules/", Deploy, place),
        new("PUT /api/alert-rules/{id:guid}/", Deploy, place),
        new("DELETE /api/alert-rules/{id:guid}/", Deploy, place),
        new($"DELETE {OfDeployment}/", Manage, place),
    ];

    private static IEnumerable<Ask> TemplatesAndWebhooks() =>
    [
        new($"GET {OfProject}/templates/", Read, Place.Project),
        new("GET /api/templates/{id:guid}/", Read, Place.Project),
        new("GET /api/templates/{id:guid}/versions", Read, Place.Project),
        new($"POST {OfProject}/templates/", Manage, Everywhere),
        new("PUT /api/templates/{id:guid}/", Manage, Everywhere) { Body = new { name = "Another", keys = new[] { new { key = "B" } } } },
        new("DELETE /api/templates/{id:guid}/", Manage, Everywhere),
        new($"GET {OfProject}/webhooks/", Manage, Everywhere),
        new($"POST {OfProject}/webhooks/", Manage, Everywhere) { Body = World.Webhook, ForPeople = true },
        new("GET /api/webhooks/{id:guid}/deliveries", Manage, Everywhere),
        new("POST /api/webhook-deliveries/{id:guid}/redeliver", Manage, Everywhere),
        new("POST /api/webhooks/{id:guid}/test", Manage, Everywhere),
        new("PUT /api/webhooks/{id:guid}/", Manage, Everywhere) { Body = World.Webhook },
        new("DELETE /api/webhooks/{id:guid}/", Manage, Everywhere),
    ];

    private static IEnumerable<Ask> MembersAndTokens() =>
    [
        new($"GET {OfProject}/members/", Read, Place.Project),
        new($"PUT {OfProject}/members/{{email}}", Own, Place.Project) { ForPeople = true },
        new($"DELETE {OfProject}/members/{{email}}", Own, Place.Project) { ForPeople = true },
        new($"GET {OfProject}/tokens/", Manage, Place.Project) { ForPeople = true },
        new($"POST {OfProject}/tokens/", Manage, Place.Project) { ForPeople = true },
        new($"POST {OfProject}/tokens/{{tokenId:guid}}/rotate", None, Place.Project) { ForPeople = true, OfAnother = true },
        new($"POST {OfProject}/tokens/{{tokenId:guid}}/rotate", Manage, Place.Project) { ForPeople = true },
        new($"DELETE {OfProject}/tokens/{{tokenId:guid}}", Own, Place.Project) { ForPeople = true, OfAnother = true },
        new($"DELETE {OfProject}/tokens/{{tokenId:guid}}", Manage, Place.Project) { ForPeople = true },
    ];

    private static IEnumerable<Ask> ProjectItself() =>
    [
        new($"GET {OfProject}", Read, Place.Project),
        new($"GET {OfProject}/limits", Read, Place.Project),
        new($"GET {OfProject}/deployments/", Read, Place.Project),
        new($"GET {OfProject}/alerts", Read, Place.Project),
        new($"GET {OfProject}/cost/", Read, Place.Project),
        new($"GET {OfProject}/cost/settings", Read, Place.Project),
        new($"PUT {OfProject}/cost/settings", Own, Place.Project),
        new($"GET {OfProject}/audit/", Own, Place.Project),
        new($"GET {OfProject}/audit/verify", Own, Place.Project),
        new($"GET {OfProject}/audit/export", Own, Place.Project),
        new($"PATCH {OfProject}", Own, Place.Project),
        new($"DELETE {OfProject}", Own, Place.Project) { ForPeople = true },
    ];
}
