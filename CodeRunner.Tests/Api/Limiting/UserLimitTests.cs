using System.Net;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Limiting;

/// <summary>What all projects of one user may have together, and whose a project is.</summary>
public sealed class UserLimitTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task All_projects_that_somebody_made_count_together_and_only_that_user_is_told_the_numbers()
    {
        var (ada, bob, olga) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.OperatorAsync());
        await olga.LimitUserAsync(ada, instances: 3);
        var (shop, blog) = ((await ada.ProjectAsync()).Id, (await ada.ProjectAsync("Blog")).Id);
        await ada.MakeMemberAsync(blog, bob, "developer");
        var (web, posts) = (await ada.ReleasedAsync(shop), await ada.ReleasedAsync(blog));
        await ada.ScaleAsync(web.Id, 2).AcceptsAsync();

        (await ada.ScaleAsync(posts.Id, 2).RefusesAsync()).ShouldBe(
            "Your limit of 3 instances for all your projects leaves no room: 3 instances are reserved, and this would make it 4. "
            + "Stop or scale down something in your projects, or ask the platform's operator for more.");
        (await bob.ScaleAsync(posts.Id, 2).RefusesAsync()).ShouldBe(
            "The project counts against Ada, whose limit of instances leaves no room. Stop or scale down something in the project, or ask Ada.");
        var machine = await api.MachineAsync(ada, blog);
        (await machine.ScaleAsync(posts.Id, 2).RefusesAsync()).ShouldNotContain("3");

        (await ada.GetAsync<UserLimitsResponse>("/api/auth/me/limits")).ShouldBe(new UserLimitsResponse(new ResourceLimits(3), true, new ReservedResources(3, 3, 1536), 2));
        (await ada.ProjectLimitsAsync(blog)).CountsAgainst.ShouldBe(new AccountableUser(ada.Email, "Ada", true, new ResourceLimits(3), new ReservedResources(3, 3, 1536)));
        var seen = new AccountableUser(ada.Email, "Ada", true, null, null);
        (await bob.ProjectLimitsAsync(blog)).ShouldBe(new ProjectLimitsResponse(ResourceLimits.None, false, new ReservedResources(1, 1, 512), seen));
        (await machine.ProjectLimitsAsync(blog)).CountsAgainst.ShouldBe(seen);
        (await bob.GetAsync<UserLimitsResponse>("/api/auth/me/limits"))!.Used.Instances.ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_projects_that_grow_at_once_no_two_get_the_same_room()
    {
        var (ada, olga) = (await api.UserAsync("Ada"), await api.OperatorAsync());
        var deployments = new List<Guid>();
        for (var number = 0; number < 5; number++)
            deployments.Add((await ada.ReleasedAsync((await ada.ProjectAsync($"P{number}")).Id)).Id);
        await olga.LimitUserAsync(ada, instances: 9);

        await Task.WhenAll(deployments.SelectMany(id => new[] { 2, 3, 4, 5 }.Select(async count =>
        {
            using var answer = await ada.ScaleAsync(id, count);
            ((int)answer.StatusCode).ShouldBeOneOf(202, 409);
        })));

        (await ada.GetAsync<UserLimitsResponse>("/api/auth/me/limits"))!.Used.Instances.ShouldBeInRange(6, 9);
    }

    [Fact]
    public async Task Who_is_made_an_owner_is_not_burdened_by_it()
    {
        var (ada, bob, olga) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.OperatorAsync());
        var project = (await ada.ProjectAsync()).Id;
        await olga.LimitUserAsync(bob, instances: 1);
        await ada.MakeMemberAsync(project, bob, "owner");
        var web = await ada.ReleasedAsync(project);
        await ada.ScaleAsync(web.Id, 5).AcceptsAsync();

        (await bob.ProjectLimitsAsync(project)).CountsAgainst!.Email.ShouldBe(ada.Email);
        await bob.ReleasedAsync((await bob.ProjectAsync()).Id).ShouldNotThrowAsync();

        using var left = await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project}/members/{ada.Email}");
        left.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await left.Content.ReadAsStringAsync()).ShouldContain("no other owner has room for what it reserves");
        using var demoted = await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project}/members/{ada.Email}", new { role = "viewer" });
        demoted.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ada.ProjectLimitsAsync(project)).CountsAgainst!.Email.ShouldBe(ada.Email);
    }

    [Fact]
    public async Task A_project_passes_to_its_longest_serving_owner_who_has_room_for_it()
    {
        var (ada, bob, cyd, olga) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.UserAsync("Cyd"), await api.OperatorAsync());
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "viewer");
        await ada.MakeMemberAsync(project, cyd, "owner");
        await ada.MakeMemberAsync(project, bob, "owner");
        await ada.ReleasedAsync(project);
        await olga.LimitUserAsync(bob, instances: 0);

        await ada.SendAsync<object>(HttpMethod.Delete, $"/api/projects/{project}/members/{ada.Email}");

        (await cyd.ProjectLimitsAsync(project)).CountsAgainst!.Email.ShouldBe(cyd.Email, "Bob has served for longer, but has no room");
        (await cyd.GetAsync<UserLimitsResponse>("/api/auth/me/limits"))!.Used.Instances.ShouldBe(1);
        (await ada.GetAsync<UserLimitsResponse>("/api/auth/me/limits"))!.Used.Instances.ShouldBe(0);
        await using var db = api.Db();
        (await db.AuditEntries.SingleAsync(entry => entry.ChainId == project && entry.Action == "project.pass")).Target.ShouldBe(cyd.Email);
    }

    [Fact]
    public async Task Who_puts_another_owner_out_takes_the_project_even_above_the_own_limit_where_nothing_then_rises()
    {
        var (ada, bob, olga) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.OperatorAsync());
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "owner");
        var web = await ada.ReleasedAsync(project);
        await ada.ScaleAsync(web.Id, 3).AcceptsAsync();
        await olga.LimitUserAsync(bob, instances: 2);

        await bob.SendAsync<object>(HttpMethod.Delete, $"/api/projects/{project}/members/{ada.Email}");

        (await bob.ProjectLimitsAsync(project)).CountsAgainst.ShouldBe(new AccountableUser(bob.Email, "Bob", true, new ResourceLimits(2), new ReservedResources(3, 3, 1536)));
        await bob.ScaleAsync(web.Id, 4).RefusesAsync();
        await bob.ScaleAsync(web.Id, 2).AcceptsAsync();
    }

    [Fact]
    public async Task Two_who_pass_projects_to_each_other_at_once_both_are_answered()
    {
        var (ada, bob, olga) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.OperatorAsync());
        await olga.LimitUserAsync(ada, instances: 50);
        var (hers, his) = ((await ada.ProjectAsync()).Id, (await bob.ProjectAsync()).Id);
        await ada.MakeMemberAsync(hers, bob, "owner");
        await bob.MakeMemberAsync(his, ada, "owner");
        var web = await ada.ReleasedAsync(hers);

        await Task.WhenAll(
            ada.SendAsync<object>(HttpMethod.Delete, $"/api/projects/{hers}/members/{ada.Email}"),
            bob.SendAsync<object>(HttpMethod.Delete, $"/api/projects/{his}/members/{bob.Email}"),
            Task.WhenAll(Enumerable.Range(2, 8).Select(async count =>
            {
                using var answer = await bob.ScaleAsync(web.Id, count);
                ((int)answer.StatusCode).ShouldBeOneOf(202, 409);
            })));

        (await bob.ProjectLimitsAsync(hers)).CountsAgainst!.Email.ShouldBe(bob.Email);
        (await ada.ProjectLimitsAsync(his)).CountsAgainst!.Email.ShouldBe(ada.Email);
    }
}
