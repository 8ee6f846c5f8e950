using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Templates;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Matrix;

/// <summary>A project of Ada's with one of everything that a route names, for one principal alone: what is asked may delete it.</summary>
internal sealed class World
{
    public static readonly object Webhook = new { url = "https://hooks.invalid/" };

    private static readonly Place[] Environments = [Place.Staging, Place.Production];

    private readonly Dictionary<(string What, Place Place), Guid> ids = [];
    private readonly string host = $"{Guid.NewGuid():n}.example.org";
    private TestUser spare = null!;
    private Guid adasToken;

    /// <summary>The caller's; of who is no member, there is none.</summary>
    private Guid ownToken = Guid.NewGuid();

    private World(ApiFactory api, TestUser ada) => (Api, Ada) = (api, ada);

    public ApiFactory Api { get; }

    public TestUser Ada { get; }

    public Guid Project => IdOf("projects", Place.Project);

    public static async Task<World> MakeAsync(ApiFactory api)
    {
        var world = new World(api, await api.UserAsync("Ada"));
        await world.FillAsync();
        return world;
    }

    /// <summary>Of what there is one in each environment, the place's.</summary>
    public Guid IdOf(string what, Place place) =>
        ids.TryGetValue((what, place), out var id) ? id : ids.TryGetValue((what, Place.Project), out id) ? id : ids[(what, Place.Staging)];

    public HttpRequestMessage RequestOf(Ask ask)
    {
        var environment = NameOf(ask.Place);
        var (method, pattern) = ask.Route.Split(' ', 2) switch
        {
            ["*", "/hubs/live/negotiate"] => (HttpMethod.Post, "/hubs/live/negotiate"),
            ["*", var open] => (HttpMethod.Get, open),
            var parts => (new HttpMethod(parts[0]), parts[1]),
        };
        var path = pattern
            .Replace("{environment:regex(^(development|staging|production)$)}", environment)
            .Replace("{email}", spare.Email)
            .Replace("{tokenId:guid}", (ask.OfAnother ? adasToken : ownToken).ToString())
            .Replace("{host}", environment + host)
            .Replace("{key}", ask.Key)
            .Replace("{version:int}", "0")
            .Replace("{documentName}", "v1");
        if (path.Contains("{id:guid}", StringComparison.Ordinal))
            path = path.Replace("{id:guid}", IdOf(path[..path.IndexOf("/{id:guid}", StringComparison.Ordinal)].Split('/')[^1], ask.Place).ToString());
        var request = new HttpRequestMessage(method, path + ask.Query);
        if (ask.Body is not null)
            request.Content = new StringContent((ask.Body as string ?? JsonSerializer.Serialize(ask.Body)).Replace("{environment}", environment), Encoding.UTF8, "application/json");
        return request;
    }

    public TestUser Anonymous()
    {
        var nobody = new TestUser(Api, Guid.Empty, "", "");
        nobody.Http.DefaultRequestHeaders.Authorization = null;
        return nobody;
    }

    public TestUser Expired() => new(Api, Ada.Id, Ada.Email, TokenForge.Sign(TokenForge.Claims(Ada, DateTimeOffset.UtcNow.AddHours(-1))));

    public async Task<TestUser> ExpiredMachineAsync()
    {
        var token = await Ada.TokenAsync(Project, "maintainer");
        await using var db = Api.Db();
        await db.ApiTokens.Where(each => each.Id == token.Id).ExecuteUpdateAsync(each => each.SetProperty(one => one.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(-1)));
        return Api.Machine(Ada, token.Token);
    }

    public async Task<TestUser> OtherOwnerAsync()
    {
        var eve = await Api.UserAsync("Eve");
        await eve.ProjectAsync("Other");
        return eve;
    }

    /// <summary>Was a maintainer once: an API token of then is the member's own.</summary>
    public async Task<TestUser> MemberAsync(object membership)
    {
        var bob = await Api.UserAsync("Bob");
        await Ada.MakeMemberAsync(Project, bob, "maintainer");
        ownToken = (await bob.TokenAsync(Project, "viewer")).Id;
        await Ada.SendAsync(HttpMethod.Put, $"/api/projects/{Project}/members/{bob.Email}", membership).ShouldBeAsync(HttpStatusCode.NoContent);
        return bob;
    }

    public async Task<TestUser> RemovedAsync()
    {
        var bob = await MemberAsync(new { role = "owner" });
        await Ada.SendAsync(HttpMethod.Delete, $"/api/projects/{Project}/members/{bob.Email}").ShouldBeAsync(HttpStatusCode.NoContent);
        return bob;
    }

    public async Task<TestUser> OtherMachineAsync() => await Api.MachineAsync(Ada, (await Ada.ProjectAsync("Other")).Id, "maintainer");

    private async Task FillAsync()
    {
        spare = await Api.UserAsync("Spare");
        ids[("sessions", Place.Project)] = spare.SessionId;
        var project = ids[("projects", Place.Project)] = (await Ada.ProjectAsync()).Id;
        await Ada.MakeMemberAsync(project, spare, "viewer");
        adasToken = (await Ada.TokenAsync(project, "viewer")).Id;
        ids[("templates", Place.Project)] = Guid.Parse(
            (await Ada.SendAsync<TemplateResponse>(HttpMethod.Post, $"/api/projects/{project}/templates", new { name = "One", keys = new[] { new { key = "A" } } }))!.Id);
        var webhook = ids[("webhooks", Place.Project)] = (await Ada.SendAsync<WebhookResponse>(HttpMethod.Post, $"/api/projects/{project}/webhooks", Webhook))!.Id;
        ids[("webhook-deliveries", Place.Project)] = (await Ada.SendAsync<WebhookDeliveryResponse>(HttpMethod.Post, $"/api/webhooks/{webhook}/test"))!.Id;
        await ConfigureAsync($"/api/projects/{project}");
        foreach (var place in Environments)
            await FillAsync(project, place);
    }

    private async Task FillAsync(Guid project, Place place)
    {
        var deployment = ids[("deployments", place)] = (await Ada.DeploymentAsync(project, environment: NameOf(place))).Id;
        ids[("releases", place)] = (await Ada.ReleaseAsync(deployment)).Id;
        ids[("alert-rules", place)] = (await Ada.SendAsync<AlertRuleResponse>(HttpMethod.Post, $"/api/deployments/{deployment}/alert-rules", new { kind = "cpu", threshold = 90 }))!.Id;
        ids[("scaling-policies", place)] = (await Ada.PolicyAsync(deployment, new { trigger = "cpu", target = 70 })).Id;
        ids[("scaling-schedules", place)] = (await Ada.ScheduleAsync(deployment, new { cron = "0 8 * * *", durationMinutes = 60, minInstances = 2 })).Id;
        ids[("recommendations", place)] = await Api.AdviseAsync(Ada, deployment);
        ids[("load-tests", place)] = (await Api.LoadTestAsync(deployment, Ada.Id)).Id;
        ids[("alerts", place)] = (await Api.FireAsync(deployment, AlertKind.Down)).Id;
        await ConfigureAsync($"/api/projects/{project}/environments/{NameOf(place)}");
        await ConfigureAsync($"/api/deployments/{deployment}");
    }

    private Task ConfigureAsync(string whose)
    {
        object[] variables = [new { key = "PLAIN", value = "1" }, new { key = "SPARE", value = "1" }, new { key = "HIDDEN", value = "a-secret", encrypted = true }];
        return Ada.SendAsync(HttpMethod.Put, $"{whose}/config", new { variables }).ShouldBeAsync(HttpStatusCode.OK);
    }

    private static string NameOf(Place place) => place.ToString().ToLower(CultureInfo.InvariantCulture);
}
