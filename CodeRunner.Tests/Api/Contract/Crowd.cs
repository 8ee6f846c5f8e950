using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Templates;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>An owner with several of everything that a list has.</summary>
internal sealed class Crowd
{
    private const int Several = 3;
    private const string Password = "a long password";

    private readonly ApiFactory api;
    private readonly Dictionary<string, Guid> ids = [];

    private Crowd(ApiFactory api, TestUser owner) => (this.api, Owner) = (api, owner);

    public TestUser Owner { get; }

    private Guid Project => ids["projects"];

    private Guid Deployment => ids["deployments"];

    public static async Task<Crowd> MakeAsync(ApiFactory api)
    {
        var crowd = new Crowd(api, await RegisterAsync(api));
        crowd.ids["projects"] = (await crowd.Owner.ProjectAsync()).Id;
        crowd.ids["deployments"] = (await crowd.Owner.DeploymentAsync(crowd.Project, environment: "staging")).Id;
        crowd.ids["templates"] = Guid.Parse((await crowd.PostAsync<TemplateResponse>($"/api/projects/{crowd.Project}/templates", Template("Template"))).Id);
        crowd.ids["webhooks"] = (await crowd.WebhookAsync()).Id;
        await new LogWriter(api, crowd.Deployment).WriteAsync(4 * Several, publish: false);
        await crowd.AddNodesAsync();
        for (var number = 1; number <= Several; number++)
            await crowd.AddAsync(number);
        return crowd;
    }

    public string PathOf(Operation list)
    {
        var steps = list.Path.Split('/');
        var id = Array.IndexOf(steps, "{id}");
        return list.Path.Replace("{environment}", "staging", StringComparison.Ordinal).Replace("{id}", id < 0 ? "" : ids[steps[id - 1]].ToString(), StringComparison.Ordinal);
    }

    /// <summary>An operator, who really signs in.</summary>
    private static async Task<TestUser> RegisterAsync(ApiFactory api)
    {
        var email = $"olga.{Guid.NewGuid():n}@example.org";
        using var http = api.Stranger();
        using var answer = await http.PostAsJsonAsync("/api/auth/register", new { email, password = Password, displayName = "Olga" });
        var id = (await answer.Content.ReadFromJsonAsync<UserResponse>(Wire.Json))!.Id;
        await using var db = api.Db();
        await db.Users.Where(user => user.Id == id).ExecuteUpdateAsync(set => set.SetProperty(user => user.Operator, true));
        return await api.SignInAsync(id);
    }

    private async Task AddAsync(int number)
    {
        var (project, deployment) = ($"/api/projects/{Project}", $"/api/deployments/{Deployment}");
        var member = await api.UserAsync("Bob");
        await member.ProjectAsync();
        await Owner.MakeMemberAsync(Project, member, "viewer");
        await Owner.ProjectAsync($"Shop {number}");
        await api.SwarmMachineAsync();
        await Owner.DeploymentAsync(Project, $"App {number}", "staging");
        await Owner.TokenAsync(Project, "viewer");
        await WebhookAsync();
        await PostAsync<object>($"/api/webhooks/{ids["webhooks"]}/test", null);
        await PostAsync<object>($"{project}/templates", Template($"Template {number}"));
        await Owner.SendAsync<object>(HttpMethod.Put, $"/api/templates/{ids["templates"]}", Template($"Template, {number}"));
        await Owner.ReleaseAsync(Deployment);
        await PostAsync<object>($"{deployment}/alert-rules", new { kind = "cpu", threshold = 50 + number });
        await Owner.PolicyAsync(Deployment, new { trigger = "cpu", target = 50 + number });
        await Owner.ScheduleAsync(Deployment, new { cron = $"0 {number} * * *", durationMinutes = 60, minInstances = 2 });
        await api.DecideAsync(Deployment, number, number + 1, DateTimeOffset.UtcNow.AddMinutes(number - 10));
        await api.MeasuredAsync(Deployment, Owner.Id, number, [10]);
        await AlertAsync();
        foreach (var whose in new[] { project, $"{project}/environments/staging", deployment })
            await Owner.SendAsync<object>(HttpMethod.Put, $"{whose}/config", new { variables = new[] { new { key = "A", value = $"{number}" } } });
        await PostAsync<object>("/api/auth/login", new { email = Owner.Email, password = Password });
    }

    private static object Template(string name) => new { name, keys = new[] { new { key = "A" } } };

    private async Task<T> PostAsync<T>(string path, object? body) => (await Owner.SendAsync<T>(HttpMethod.Post, path, body))!;

    private Task<WebhookResponse> WebhookAsync() => PostAsync<WebhookResponse>($"/api/projects/{Project}/webhooks", new { url = "https://hooks.invalid/" });

    private async Task AlertAsync()
    {
        var alert = await api.FireAsync(Deployment, AlertKind.Down);
        await using var db = api.Db();
        (await db.Alerts.SingleAsync(each => each.Id == alert.Id)).Resolve("It is up.", DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
    }

    private async Task AddNodesAsync()
    {
        await using var db = api.Db();
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO nodes (id, provider, enforced, missing, seen_at) SELECT 'node-' || number, 'bubblewrap', '{{}}', '{{}}', now() FROM generate_series(1, {Several}) number");
    }

}
