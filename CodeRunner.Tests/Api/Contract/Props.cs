using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Templates;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core.Releases;
using CodeRunner.Core.Webhooks;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Makes what paths and bodies name, once each.</summary>
internal sealed class Props(ApiFactory api, TestUser owner, Operation operation)
{
    private const string Password = "a long password";

    private readonly Dictionary<string, string> made = [];
    private ProjectResponse? project;
    private int count;

    /// <summary>The project; when it was made just now, <paramref name="fill"/> has it first.</summary>
    public async Task<ProjectResponse> ProjectAsync(Func<Guid, Task> fill)
    {
        if (project is null)
        {
            project = await owner.ProjectAsync();
            await fill(project.Id);
        }
        return project;
    }

    public void Forget()
    {
        made.Clear();
        if (operation.Path == "/api/projects/{id}")
            project = null;
    }

    /// <summary>What is there already.</summary>
    public string? Known(string what) => what == "projects" ? project?.Id.ToString() : made.GetValueOrDefault(what);

    /// <summary>What stands for it in a path.</summary>
    public async Task<string> FindAsync(string what)
    {
        if (!made.TryGetValue(what, out var found))
            made[what] = found = await MakeAsync(what);
        return found;
    }

    /// <summary>A body that names what is here; null where the description's example will do.</summary>
    public async Task<object?> BodyAsync() => operation.Path switch
    {
        "/api/auth/register" => new { email = NewEmail(), password = Password, displayName = "Ada" },
        "/api/auth/login" => new { email = await FindAsync("account"), password = Password },
        "/api/auth/reset-password" => new { token = await owner.ResetTokenAsync(await FindAsync("account")), newPassword = Password },
        "/api/auth/me/password" or "/api/auth/me/second-factor" or "/api/auth/me/second-factor/confirm" or "/api/auth/me/second-factor/recovery-codes"
            or "/api/auth/me/second-factor/off" => await new OwnCredentials(api, owner).BodyAsync(operation.Path),
        "/api/auth/refresh" or "/api/auth/logout" => new { refreshToken = await SignInAsync() },
        var path when path.EndsWith("/apply-template", StringComparison.Ordinal) => new { template = await FindAsync("templates"), values = new { A = "1" } },
        var path when path.EndsWith("/scaling-policies/replay", StringComparison.Ordinal) => new { policies = new[] { new { trigger = "requests", target = 5 } }, csv = "0,5\n60,500\n120,5" },
        var path when path.EndsWith("/releases", StringComparison.Ordinal) => new { template = "node-http" },
        _ => null,
    };

    private Guid Project => project!.Id;

    private async Task<string> MakeAsync(string what) => what switch
    {
        "projects" => Project.ToString(),
        "environment" => "staging",
        "deployments" => await DeploymentAsync(),
        "releases" => (await owner.ReleaseAsync(await DeploymentIdAsync())).Id.ToString(),
        "alert-rules" => (await owner.SendAsync<AlertRuleResponse>(HttpMethod.Post, $"{await PathAsync()}/alert-rules", new { kind = "cpu", threshold = 90 }))!.Id.ToString(),
        "alerts" => (await api.FireAsync(await DeploymentIdAsync(), AlertKind.Down)).Id.ToString(),
        "scaling-policies" => (await owner.PolicyAsync(await DeploymentIdAsync(), new { trigger = "cpu", target = 70 })).Id.ToString(),
        "scaling-schedules" => (await owner.ScheduleAsync(await DeploymentIdAsync(), new { cron = "0 8 * * *", durationMinutes = 60, minInstances = 2 })).Id.ToString(),
        "recommendations" => await RecommendationAsync(),
        "load-tests" => (await api.LoadTestAsync(await DeploymentIdAsync(), owner.Id)).Id.ToString(),
        "templates" => (await owner.SendAsync<TemplateResponse>(HttpMethod.Post, $"/api/projects/{Project}/templates", new { name = NewName("Template"), keys = new[] { new { key = "A" } } }))!.Id,
        "webhooks" => (await owner.SendAsync<WebhookResponse>(HttpMethod.Post, $"/api/projects/{Project}/webhooks", new { url = "https://hooks.invalid/" }))!.Id.ToString(),
        "webhook-deliveries" => await DeliveryAsync(),
        "tokenId" => (await owner.TokenAsync(Project, "viewer")).Id.ToString(),
        "sessions" => (await api.SignInAsync(owner.Id)).SessionId.ToString(),
        "email" when operation.Path.StartsWith("/api/system/accounts", StringComparison.Ordinal) => (await api.UserAsync("Bob")).Email,
        "email" => operation.Path.StartsWith("/api/system", StringComparison.Ordinal) ? owner.Email : await MemberAsync(),
        "host" => await HostAsync(),
        "machine" => await MachineAsync(),
        "key" => "HIDDEN",
        "version" => "1",
        "configuration" => await ConfigureAsync(),
        "account" => await AccountAsync(),
        _ => throw new NotSupportedException($"{operation}: nobody knows how to make {what}."),
    };

    private async Task<Guid> DeploymentIdAsync() => Guid.Parse(await FindAsync("deployments"));

    private async Task<string> PathAsync() => $"/api/deployments/{await FindAsync("deployments")}";

    /// <summary>One that serves a release, scales by itself and was scaled by hand since, and of which releases 1 and 2 were measured.</summary>
    private async Task<string> DeploymentAsync()
    {
        var deployment = await owner.DeploymentAsync(Project, NewName("App"), "staging");
        var release = await owner.ReleaseAsync(deployment.Id);
        await using (var db = api.Db())
        {
            var row = await db.Releases.SingleAsync(each => each.Id == release.Id);
            row.Built(new Artifact(row.Id, "node", Runtime.Static, ["serve"], "/app", new Dictionary<string, string>(), 1), DateTimeOffset.UtcNow);
            row.Serve(DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
        }
        await api.ServesAsync(deployment.Id, release.Id);
        if (operation.Path.EndsWith("/scaling/resume", StringComparison.Ordinal))
        {
            await owner.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70, maxInstances = 5 });
            await owner.SendAsync<object>(HttpMethod.Post, $"/api/deployments/{deployment.Id}/scale", new { instances = 2 });
        }
        if (operation.Path.EndsWith("/compare", StringComparison.Ordinal))
        {
            await api.MeasuredAsync(deployment.Id, owner.Id, 1, [10, 20]);
            await api.MeasuredAsync(deployment.Id, owner.Id, 2, [12, 24]);
        }
        if (operation.Path.Contains("/logs", StringComparison.Ordinal))
            await new LogWriter(api, deployment.Id).WriteAsync(20, publish: false);
        if (operation.Path.EndsWith("/metrics", StringComparison.Ordinal))
            await new SampleWriter(api, deployment.Id).StoreAsync(SampleWriter.Now / 10 * 10 - 60, 1, 2, 3);
        if (operation.Path.EndsWith("/scaling-decisions", StringComparison.Ordinal))
            await api.DecideAsync(deployment.Id, 1, 2, DateTimeOffset.UtcNow);
        return deployment.Id.ToString();
    }

    private async Task<string> RecommendationAsync()
    {
        var id = await api.AdviseAsync(owner, await DeploymentIdAsync());
        if (operation.Path.EndsWith("/undo", StringComparison.Ordinal))
            await owner.SendAsync<object>(HttpMethod.Post, $"/api/recommendations/{id}/apply");
        return id.ToString();
    }

    /// <summary>One that did not arrive, and may be sent again. It was given up before it was seen by anybody: the Api delivers what waits, and would settle it at a moment of its own.</summary>
    private async Task<string> DeliveryAsync()
    {
        var now = DateTimeOffset.UtcNow;
        var delivery = new WebhookDelivery(Guid.Parse(await FindAsync("webhooks")), WebhookMessage.Test, alertId: null, "{}", now);
        delivery.GiveUp(WebhookOutbox.TooMany);
        await using var db = api.Db();
        db.WebhookDeliveries.Add(delivery);
        await db.SaveChangesAsync();
        return delivery.Id.ToString();
    }

    /// <summary>One of two at least: the last one that takes apps is drained only by force.</summary>
    private async Task<string> MachineAsync()
    {
        await api.SwarmMachineAsync();
        return (await api.SwarmMachineAsync()).Id;
    }

    private async Task<string> MemberAsync()
    {
        var member = await api.UserAsync("Bob");
        await owner.MakeMemberAsync(Project, member, "developer");
        return member.Email;
    }

    private async Task<string> HostAsync()
    {
        var host = $"{Guid.NewGuid():n}.example.org";
        if (operation.Method == HttpMethod.Delete)
            await owner.SendAsync<object>(HttpMethod.Put, $"{await PathAsync()}/hosts/{host}");
        return host;
    }

    /// <summary>Three versions of it, with a secret.</summary>
    private async Task<string> ConfigureAsync()
    {
        var whose = operation.Path.StartsWith("/api/deployments", StringComparison.Ordinal) ? await PathAsync()
            : operation.Path.Contains("{environment}", StringComparison.Ordinal) ? $"/api/projects/{Project}/environments/staging" : $"/api/projects/{Project}";
        for (var version = 1; version <= 3; version++)
        {
            object[] variables = [new { key = "PLAIN", value = $"{version}" }, new { key = "HIDDEN", value = $"a-secret-{version}", encrypted = true }];
            await owner.SendAsync<object>(HttpMethod.Put, $"{whose}/config", new { variables });
        }
        return whose;
    }

    private async Task<string> AccountAsync()
    {
        var email = NewEmail();
        await owner.SendAsync<object>(HttpMethod.Post, "/api/auth/register", new { email, password = Password, displayName = "Ada" });
        return email;
    }

    private async Task<string> SignInAsync() =>
        (await owner.SendAsync<TokenResponse>(HttpMethod.Post, "/api/auth/login", new { email = await FindAsync("account"), password = Password }))!.RefreshToken;

    private static string NewEmail() => $"ada.{Guid.NewGuid():n}@example.org";

    private string NewName(string kind) => $"{kind} {++count}";
}
