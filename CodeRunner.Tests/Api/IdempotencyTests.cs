using System.Net;
using System.Text;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace CodeRunner.Tests.Api;

public sealed class IdempotencyTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task The_same_request_with_the_same_key_is_done_once_and_answered_the_same()
    {
        var ada = await api.UserAsync();
        using var first = await ada.PostAsync("/api/projects", new { name = "Shop" }, "k");
        using var second = await ada.PostAsync("/api/projects", new { name = "Shop" }, "k");

        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await ada.GetAsync<Page<ProjectResponse>>("/api/projects"))!.Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_body_or_route_with_the_key_is_refused_and_another_user_has_keys_of_his_own()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        await ada.PostAsync("/api/projects", new { name = "Shop" }, "k").ShouldBeAsync(HttpStatusCode.Created);

        await ada.PostAsync("/api/projects", new { name = "Other" }, "k").ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity);
        await ada.PostAsync($"/api/projects/{Guid.NewGuid()}/deployments", new { name = "Shop" }, "k")
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity);
        await bob.PostAsync("/api/projects", new { name = "Other" }, "k").ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Requests_with_one_key_at_the_same_moment_do_one_thing()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => ada.PostAsync($"/api/deployments/{deployment.Id}/releases", new { template = "static-site" }, "k")));

        answers.ShouldAllBe(each => each.StatusCode == HttpStatusCode.Accepted || each.StatusCode == HttpStatusCode.Conflict);
        answers.ShouldContain(each => each.StatusCode == HttpStatusCode.Accepted);
        (await ada.GetAsync<Page<ReleaseResponse>>($"/api/deployments/{deployment.Id}/releases"))!.Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_in_use_is_said_to_be_in_progress()
    {
        var ada = await api.UserAsync();
        await using var other = new NpgsqlConnection(api.Database.ConnectionString);
        await other.OpenAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", other) { Parameters = { new() { Value = $"idempotency {ada.Id} k" } } })
            await take.ExecuteNonQueryAsync();

        await ada.PostAsync("/api/projects", new { name = "Shop" }, "k").ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await holding.RollbackAsync();
        await ada.PostAsync("/api/projects", new { name = "Shop" }, "k").ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_upload_is_the_same_whatever_its_boundary()
    {
        var ada = await api.UserAsync();
        var path = $"/api/deployments/{(await ada.DeploymentAsync()).Id}/releases";
        MultipartFormDataContent Form(string text) => new() { { new ByteArrayContent([0x50, 0x4B, 0x03, 0x04, .. Encoding.UTF8.GetBytes(text)]), "source", "a.zip" } };

        using var first = await ada.PostAsync(path, Form("same"), "k");
        using var second = await ada.PostAsync(path, Form("same"), "k");
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        await ada.PostAsync(path, Form("else"), "k").ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_request_that_failed_did_nothing_and_may_use_its_key_again()
    {
        var ada = await api.UserAsync();
        await ada.PostAsync("/api/projects", new { name = "" }, "k").ShouldNameAsync("name");
        await ada.PostAsync("/api/projects", new { name = "Shop" }, "k").ShouldBeAsync(HttpStatusCode.Created);
        await ada.PostAsync("/api/projects", new { name = "x" }, new string('k', 201)).ShouldNameAsync("Idempotency-Key");
    }

    [Fact]
    public async Task A_key_is_free_again_after_a_day()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(database, clock);
        var ada = await own.UserAsync();
        await ada.PostAsync("/api/projects", new { name = "One" }, "k").ShouldBeAsync(HttpStatusCode.Created);
        await using (var db = own.Db())
            await db.IdempotentAnswers.ExecuteUpdateAsync(each => each.SetProperty(one => one.CreatedAt, clock.GetUtcNow() - TimeSpan.FromHours(24)));

        await ada.PostAsync("/api/projects", new { name = "Two" }, "k").ShouldBeAsync(HttpStatusCode.Created);
    }
}
