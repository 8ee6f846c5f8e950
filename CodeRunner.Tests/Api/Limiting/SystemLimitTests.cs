using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Tests.Api.Support;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Api.Limiting;

/// <summary>What operators see and set.</summary>
public sealed class SystemLimitTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task Only_operators_in_person_see_and_set_limits()
    {
        var (ada, olga) = (await api.UserAsync(), await api.OperatorAsync());
        var project = (await ada.ProjectAsync()).Id;
        var machine = await api.MachineAsync(olga, (await olga.ProjectAsync()).Id, "maintainer");

        foreach (var who in new[] { ada, machine })
        {
            foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/projects"), ("GET", "/users"), ("GET", $"/projects/{project}"), ("PUT", $"/projects/{project}"), ("DELETE", $"/users/{ada.Email}"), ("PUT", $"/users/{ada.Email}") })
            {
                using var answer = await who.SendAsync(new HttpMethod(method), LimitAsks.Path + path, method == "PUT" ? new ResourceLimits(1000) : null);
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
            }
        }
        (await olga.GetAsync<SystemUserLimits>($"{LimitAsks.Path}/users/{ada.Email}"))!.Own.ShouldBeFalse();
        using var ofMachine = await machine.SendAsync(HttpMethod.Get, "/api/auth/me/limits");
        ofMachine.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_set_and_cleared_is_shown_and_in_the_platforms_audit_log()
    {
        var (ada, olga) = (await api.UserAsync(), await api.OperatorAsync());
        var project = (await ada.ProjectAsync()).Id;
        await ada.ReleasedAsync(project);

        await olga.LimitProjectAsync(project, instances: 5, cpus: 2.5m);
        await olga.LimitUserAsync(ada, memoryMb: 4096);

        var shown = (await olga.GetAsync<SystemProjectLimits>($"{LimitAsks.Path}/projects/{project}"))!;
        shown.ShouldBe(new SystemProjectLimits(project, ada.Email, new ResourceLimits(5, 2.5m), true, new ReservedResources(1, 1, 512), olga.Email, shown.SetAt));
        var user = (await olga.GetAsync<SystemUserLimits>($"{LimitAsks.Path}/users/{ada.Email.ToUpperInvariant()}"))!;
        user.ShouldBe(new SystemUserLimits(ada.Email, "Ada", 1, new ResourceLimits(MemoryMb: 4096), true, new ReservedResources(1, 1, 512), olga.Email, user.SetAt));
        await olga.SendAsync<object>(HttpMethod.Delete, $"{LimitAsks.Path}/projects/{project}");
        await olga.SendAsync<object>(HttpMethod.Delete, $"{LimitAsks.Path}/projects/{project}");
        (await olga.GetAsync<SystemProjectLimits>($"{LimitAsks.Path}/projects/{project}"))!.Own.ShouldBeFalse();

        var entries = (await olga.PlatformAuditAsync($"action=limits.&actor={olga.Email}")).ToList();
        entries.Select(entry => (entry.Action, entry.Target)).ShouldBe([("limits.set", $"project {project}"), ("limits.set", $"user {ada.Email}"), ("limits.clear", $"project {project}")]);
        entries[2].Detail.ToString().ShouldContain("\"instances\":5");
        (await olga.VerifyPlatformAsync()).Valid.ShouldBeTrue();
    }

    [Theory]
    [InlineData("{\"instances\":-1}", "instances")]
    [InlineData("{\"instances\":1000001}", "instances")]
    [InlineData("{\"cpus\":-0.5}", "cpus")]
    [InlineData("{\"cpus\":1e9}", "cpus")]
    [InlineData("{\"memoryMb\":-1}", "memoryMb")]
    [InlineData("{\"memoryMb\":1000000001}", "memoryMb")]
    [InlineData("{\"cpus\":1e99}", "cpus")]
    [InlineData("{\"instances\":1.5}", "instances")]
    [InlineData("{\"instances\":\"many\"}", "instances")]
    public async Task What_is_no_limit_is_refused_with_the_field_named(string body, string field)
    {
        var (ada, olga) = (await api.UserAsync(), await api.OperatorAsync());

        using var answer = await olga.SendAsync(HttpMethod.Put, $"{LimitAsks.Path}/users/{ada.Email}", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
    }

    [Fact]
    public async Task Of_many_operators_who_set_the_same_at_once_one_is_the_last()
    {
        var (ada, olga) = (await api.UserAsync(), await api.OperatorAsync());

        await Task.WhenAll(Enumerable.Range(1, 10).Select(count => olga.LimitUserAsync(ada, instances: count)));

        (await olga.GetAsync<SystemUserLimits>($"{LimitAsks.Path}/users/{ada.Email}"))!.Limits.Instances!.Value.ShouldBeInRange(1, 10);
    }

    [Fact]
    public async Task Unknown_projects_and_users_are_not_found()
    {
        var olga = await api.OperatorAsync();
        foreach (var path in new[] { $"/projects/{Guid.NewGuid()}", "/users/nobody@example.org" })
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
            {
                using var answer = await olga.SendAsync(method, LimitAsks.Path + path, method == HttpMethod.Put ? ResourceLimits.None : null);
                answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{method} {path}");
            }
    }

    [Fact]
    public async Task The_greatest_come_first_page_by_page()
    {
        await using var own = await ApiFactory.StartAsync();
        var olga = await own.OperatorAsync();
        var users = new List<TestUser>();
        for (var number = 0; number < 5; number++)
        {
            var user = await own.UserAsync($"U{number}");
            users.Add(user);
            if (number > 0)
                await user.ScaleAsync((await user.ReleasedAsync((await user.ProjectAsync()).Id)).Id, number % 3 + 1).AcceptsAsync();
        }
        await olga.LimitUserAsync(users[0], instances: 1);

        var seen = new List<SystemUserLimits>();
        string? next = null;
        do
        {
            var page = (await olga.GetAsync<Page<SystemUserLimits>>($"{LimitAsks.Path}/users?limit=2{(next is null ? "" : $"&after={next}")}"))!;
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);

        seen.Select(user => user.Used.Instances).ShouldBe([3, 2, 2, 1, 0, 0]);
        seen.Select(user => user.Email).ShouldBe(users.Select(user => user.Email).Append(olga.Email), ignoreOrder: true);
        var limited = (await olga.GetAsync<Page<SystemUserLimits>>($"{LimitAsks.Path}/users?own=true"))!.Items.ShouldHaveSingleItem();
        (limited.Email, limited.Limits).ShouldBe((users[0].Email, new ResourceLimits(1)));
        var projects = (await olga.GetAsync<Page<SystemProjectLimits>>($"{LimitAsks.Path}/projects?limit=3"))!;
        projects.Items.Select(project => project.Used.Instances).ShouldBe([3, 2, 2]);
        (await olga.GetAsync<Page<SystemProjectLimits>>($"{LimitAsks.Path}/projects?after={projects.Next}"))!.Items.ShouldHaveSingleItem().Used.Instances.ShouldBe(1);
        (await olga.GetAsync<Page<SystemProjectLimits>>($"{LimitAsks.Path}/projects?user={users[2].Email}"))!.Items.ShouldHaveSingleItem().CountsAgainst.ShouldBe(users[2].Email);
        (await olga.GetAsync<Page<SystemProjectLimits>>($"{LimitAsks.Path}/projects?own=true"))!.Items.ShouldBeEmpty();
        foreach (var query in new[] { "after=bm9uc2Vuc2U", "after=%", "limit=0", "limit=201", "own=perhaps" })
        {
            using var answer = await olga.SendAsync(HttpMethod.Get, $"{LimitAsks.Path}/users?{query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
        }
    }

    [Fact]
    public async Task The_usual_limits_are_configured_and_hold_where_an_operator_set_no_others()
    {
        await using var own = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Limits:Project:Instances"] = "2", ["Limits:User:MemoryMb"] = "2048" });
        var (ada, olga) = (await own.UserAsync(), await own.OperatorAsync());
        var project = (await ada.ProjectAsync()).Id;
        var web = await ada.ReleasedAsync(project);

        (await olga.GetAsync<SystemLimitsResponse>(LimitAsks.Path)).ShouldBe(new SystemLimitsResponse(new ResourceLimits(2), new ResourceLimits(MemoryMb: 2048)));
        (await ada.ScaleAsync(web.Id, 3).RefusesAsync()).ShouldStartWith("The project's limit of 2 instances");
        await olga.LimitProjectAsync(project);
        (await ada.ScaleAsync(web.Id, 5).RefusesAsync()).ShouldStartWith("Your limit of 2048 MB of memory for all your projects");
        await ada.ScaleAsync(web.Id, 4).AcceptsAsync();
    }

    [Fact]
    public async Task A_configured_limit_that_makes_no_sense_is_refused_at_start_by_name() =>
        (await Should.ThrowAsync<OptionsValidationException>(() => ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Limits:User:Cpus"] = "-1" })))
            .Message.ShouldContain("Limits:User:Cpus: It must be 0 to 1000000");
}
