using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Search;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Search;

/// <summary>Projects and deployments by a part of their names.</summary>
public sealed class SearchTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task Names_that_begin_with_it_come_first_and_then_those_that_have_it_in_them()
    {
        var ada = await api.UserAsync("Ada");
        var shop = await ada.ProjectAsync("Web shop");
        var (newer, web) = (await ada.DeploymentAsync(shop.Id, "my-web"), await ada.DeploymentAsync(shop.Id, "Web"));
        await ada.DeploymentAsync(shop.Id, "worker");

        var found = await FindAsync(ada, "wEb");

        found.Select(each => each.Id).ShouldBe([web.Id, shop.Id, newer.Id]);
        found[0].ShouldBe(new FoundItem(FoundKind.Deployment, web.Id, "Web", shop.Id, "Web shop", EnvironmentName.Production, DeploymentState.Created));
        found[1].ShouldBe(new FoundItem(FoundKind.Project, shop.Id, "Web shop", shop.Id, "Web shop", null, null));
        (await FindAsync(ada, "")).Count.ShouldBe(4);
        (await FindAsync(ada, "nothing")).ShouldBeEmpty();
        (await ada.GetAsync<SearchResponse>("/api/search?q=w&limit=1"))!.Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_has_a_meaning_in_a_pattern_is_looked_for_as_it_is()
    {
        var ada = await api.UserAsync("Ada");
        var project = await ada.ProjectAsync("100% sure_thing");
        await ada.ProjectAsync("1000 sure things");
        await ada.DeploymentAsync(project.Id, @"back\slash");

        (await FindAsync(ada, "0%")).ShouldHaveSingleItem().Id.ShouldBe(project.Id);
        (await FindAsync(ada, "e_t")).ShouldHaveSingleItem().Id.ShouldBe(project.Id);
        (await FindAsync(ada, @"k\s")).ShouldHaveSingleItem().Name.ShouldBe(@"back\slash");
    }

    [Fact]
    public async Task Nobody_finds_what_is_another_s_or_in_an_environment_where_the_role_does_not_hold()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var (shop, blog) = (await ada.ProjectAsync("Shop"), await ada.ProjectAsync("Blog"));
        var staged = await ada.DeploymentAsync(shop.Id, "staged", "staging");
        await ada.DeploymentAsync(shop.Id, "produced");
        await ada.DeploymentAsync(blog.Id, "posts");
        (await FindAsync(bob, "")).ShouldBeEmpty();

        await ada.MakeMemberAsync(shop.Id, bob, "developer", "staging");

        (await FindAsync(bob, "")).Select(each => each.Id).ShouldBe([staged.Id, shop.Id]);
        var machine = await api.MachineAsync(ada, blog.Id);
        (await FindAsync(machine, "")).Select(each => each.Name).ShouldBe(["posts", "Blog"]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=51", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("q=a%00b", "q")]
    [InlineData("q=%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61", "q")]
    public async Task What_can_t_be_looked_for_is_refused_with_the_field_named(string query, string field)
    {
        var ada = await api.UserAsync("Ada");

        await ada.Http.GetAsync(new Uri($"/api/search?{query}", UriKind.Relative)).ShouldNameAsync(field);
    }

    private static async Task<IReadOnlyList<FoundItem>> FindAsync(TestUser user, string text) =>
        (await user.GetAsync<SearchResponse>($"/api/search?q={Uri.EscapeDataString(text)}"))!.Items;
}
