using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Contracts.Templates;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>
/// What the pages show: of an owner who operates the platform a project with everything in it and one with nothing, an app that serves, one that fails and one that waits for its first release; and
/// somebody who has just registered.
/// </summary>
internal sealed partial class World : IAsyncDisposable
{
    private static readonly Shared<World> One = new(StartAsync);
    private readonly PlatformClient ada;
    private readonly Dictionary<string, string> places = [];

    private World(Cloud cloud, PlatformClient ada) => (Cloud, this.ada) = (cloud, ada);

    public Cloud Cloud { get; }

    public static Task<World> GetAsync() => One.GetAsync();

    /// <summary>The address of a person, to sign in with.</summary>
    public string Email(Visitor visitor) => visitor == Visitor.Owner ? ada.Email : places["newcomer"];

    /// <summary>A text with the places that it names in braces.</summary>
    public string Fill(string text) => Name().Replace(text, match => places[match.Groups[1].Value]);

    public ValueTask DisposeAsync()
    {
        ada.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<World> StartAsync()
    {
        var cloud = await Cloud.GetAsync();
        var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await cloud.MakeOperatorAsync(ada.Email);
        var world = new World(cloud, ada);
        await world.FillAsync();
        return world;
    }

    private async Task FillAsync()
    {
        var bare = await ada.PostAsync<ProjectResponse>("/api/projects", new CreateProjectRequest("Nothing here yet"), HttpStatusCode.Created);
        (places["shop"], places["bare"]) = (ada.Project.Id.ToString(), bare.Id.ToString());
        await PutAsync($"/api/system/limits/projects/{ada.Project.Id}", new ResourceLimits(12, null, 8192));
        await PutAsync($"/api/system/limits/users/{ada.Email}", new ResourceLimits(20, 16));
        places["newcomer"] = await RegisterAsync("Nora Newcomer");
        await SystemPageTests.SeedMachinesAsync(Cloud);
        await ConfigureAsync();
        var storefront = await ada.CreateAsync(new CreateDeploymentRequest("storefront", EnvironmentName.Production));
        var worker = await ada.CreateAsync(new CreateDeploymentRequest("nightly-invoice-worker-for-europe", EnvironmentName.Production));
        var created = await ada.CreateAsync("created");
        (places["storefront"], places["worker"], places["created"]) = (storefront.Id.ToString(), worker.Id.ToString(), created.Id.ToString());
        await ada.UploadAsync(worker.Id, Apps.Node("console.error('Error: connect ECONNREFUSED 127.0.0.1:5432'); process.exit(3);"));
        await ada.ReleaseAsync(storefront.Id, new CreateReleaseRequest(Template: "node-http"));
        await ada.WaitForStateAsync(storefront.Id, DeploymentState.Running);
        await OptimizationPageTests.SeedAsync(Cloud, storefront);
        await ada.ReleaseAsync(storefront.Id, new CreateReleaseRequest(Template: "node-http"));
        await WatchAsync(storefront, worker);
        await InviteAsync();
        await ScaleAsync(storefront);
        await LoadTestPageTests.SeedAsync(Cloud, storefront);
        await ada.WaitForReleaseAsync(storefront.Id, 2, ReleaseState.Serving);
        await ada.WaitForReleaseAsync(worker.Id, 1, ReleaseState.Failed);
        await PutAsync($"/api/deployments/{storefront.Id}/config", Variables(("FEATURE_FLAGS", "checkout-v2,express-pay", false)));
    }

    private async Task ConfigureAsync()
    {
        await PutAsync(Environment("production"), Variables(("DATABASE_URL", "postgres://shop:correct-horse@db.example.org/shop", true), ("LOG_LEVEL", "warn", false), ("PUBLIC_URL", "https://shop.example.org", false)));
        await PutAsync(Environment("staging"), Variables(("LOG_LEVEL", "debug", false), ("PUBLIC_URL", "https://staging.shop.example.org", false)));
        TemplateKey[] keys = [new("PAYMENTS_KEY", true, null, true, null, "The key of the provider."), new("PAYMENTS_URL", true, "https://pay.example.org", false, "https://.*", "Where it answers.")];
        await ada.PostAsync<TemplateResponse>($"/api/projects/{ada.Project.Id}/templates", new TemplateRequest("Payments", keys, "What an app needs to be paid."), HttpStatusCode.Created);
    }

    private async Task WatchAsync(DeploymentResponse storefront, DeploymentResponse worker)
    {
        var hook = await ada.PostAsync<WebhookResponse>($"/api/projects/{ada.Project.Id}/webhooks", new WebhookRequest(Cloud.Receiver.Url("/pages")), HttpStatusCode.Created);
        using var told = await ada.Http.PostAsJsonAsync($"/api/webhooks/{hook.Id}/test", new { });
        told.EnsureSuccessStatusCode();
        await ada.PostAsync<AlertRuleResponse>($"/api/deployments/{storefront.Id}/alert-rules", new AlertRuleRequest(AlertKind.Memory, 80), HttpStatusCode.Created);
        var rules = await ada.GetAsync<Page<AlertRuleResponse>>($"/api/deployments/{worker.Id}/alert-rules");
        await PutAsync($"/api/alert-rules/{rules.Items.Single(rule => rule.Kind == AlertKind.Down).Id}", new AlertRuleRequest(AlertKind.Down, For: 0));
    }

    private async Task InviteAsync()
    {
        var bob = await RegisterAsync("Bob the Builder");
        await PutAsync($"/api/projects/{ada.Project.Id}/members/{bob}", new MemberRequest(ProjectRole.Developer, [EnvironmentName.Development, EnvironmentName.Staging]));
        await ada.PostAsync<ApiTokenResponse>($"/api/projects/{ada.Project.Id}/tokens", new ApiTokenRequest("Deploys from CI", ProjectRole.Developer, [EnvironmentName.Staging]), HttpStatusCode.Created);
    }

    private async Task ScaleAsync(DeploymentResponse storefront)
    {
        var place = $"/api/deployments/{storefront.Id}";
        await ada.PostAsync<ScalingPolicyResponse>($"{place}/scaling-policies", new ScalingPolicyRequest(ScalingTrigger.Requests, Target: 60, MaxInstances: 6), HttpStatusCode.Created);
        await ada.PostAsync<ScalingScheduleResponse>($"{place}/scaling-schedules", new ScalingScheduleRequest("0 8 * * 1-5", "Europe/Berlin", 600, 1), HttpStatusCode.Created);
        await PutAsync($"{place}/hosts/{Guid.NewGuid():n}.shop.example.org", new { });
        await Cloud.DecideAsync(storefront.Id);
        using var visitor = new IngressClient(Cloud.Apps);
        for (var visit = 0; visit < 30; visit++)
            await visitor.AnswersAsync(storefront.Slug, HttpStatusCode.OK);
    }

    private async Task<string> RegisterAsync(string name)
    {
        var email = $"user-{Guid.NewGuid():n}@example.org";
        using var http = new HttpClient { BaseAddress = Cloud.Api };
        using var answer = await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, PlatformClient.Password, name), Wire.Json);
        answer.EnsureSuccessStatusCode();
        return email;
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await ada.Http.PutAsJsonAsync(path, body, Wire.Json);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private string Environment(string name) => $"/api/projects/{ada.Project.Id}/environments/{name}/config";

    private static object Variables(params (string Key, string Value, bool Encrypted)[] all) =>
        new { variables = all.Select(each => new { key = each.Key, value = each.Value, encrypted = each.Encrypted }) };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Name();
}
