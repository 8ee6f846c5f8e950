using System.Collections.Concurrent;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Sandboxes.Swarm;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Worker.Builds;

/// <summary>What is to leave the swarm's registry, over a server in its place that refuses on demand. The real one: SwarmWorkersTests.</summary>
public sealed class ForgottenImageTests
{
    private const string Repository = "registry.internal:5000/apps-of-ours/apps";
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task One_that_the_registry_does_not_let_go_keeps_no_other_one_and_is_tried_again_later()
    {
        await using var node = await TestNode.CreateAsync();
        await using var registry = await Registry.StartAsync();
        registry.Refused["sha256:stuck"] = StatusCodes.Status500InternalServerError;
        await ForgetAsync(node, "stuck", "second", "third");
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var forgotten = await OpenAsync(node, registry, clock);

        await Should.ThrowAsync<HttpRequestException>(() => forgotten.RemoveAsync(default));
        await forgotten.RemoveAsync(default);
        (await LeftAsync(node)).Count.ShouldBe(3, "the registry is left alone for a while");
        registry.Deleted.ShouldBeEmpty();

        clock.Advance(Rest);
        await Should.ThrowAsync<HttpRequestException>(() => forgotten.RemoveAsync(default));
        (await LeftAsync(node)).ShouldHaveSingleItem().ShouldEndWith("stuck");
        registry.Deleted.ShouldBe(["sha256:second", "sha256:third"]);

        registry.Refused.Clear();
        clock.Advance(Rest);
        await forgotten.RemoveAsync(default);
        (await LeftAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_deletes_nothing_is_said_to_and_what_it_should_delete_waits()
    {
        await using var node = await TestNode.CreateAsync();
        await using var registry = await Registry.StartAsync();
        registry.Refused["sha256:one"] = StatusCodes.Status405MethodNotAllowed;
        await ForgetAsync(node, "one");

        var refused = await Should.ThrowAsync<HttpRequestException>(async () => await (await OpenAsync(node, registry, TimeProvider.System)).RemoveAsync(default));

        refused.Message.ShouldContain("REGISTRY_STORAGE_DELETE_ENABLED");
        (await LeftAsync(node)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Where_nobody_said_how_the_registry_is_asked_they_are_known_for_some_months()
    {
        await using var node = await TestNode.CreateAsync();
        await ForgetAsync(node, "one");
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var forgotten = await OpenAsync(node, registry: null, clock);

        await forgotten.RemoveAsync(default);
        (await LeftAsync(node)).Count.ShouldBe(1);

        clock.Advance(TimeSpan.FromDays(91));
        await forgotten.RemoveAsync(default);
        (await LeftAsync(node)).ShouldBeEmpty();
    }

    private static async Task ForgetAsync(TestNode node, params string[] names)
    {
        await using var db = node.Open();
        foreach (var (name, place) in names.Select((name, place) => (name, place)))
            await db.Database.ExecuteSqlAsync($"INSERT INTO forgotten_images (image, since) VALUES ({$"{Repository}@sha256:{name}"}, {DateTimeOffset.UtcNow.AddHours(place - 5)})");
    }

    private static async Task<List<string>> LeftAsync(TestNode node)
    {
        await using var db = node.Open();
        return await db.ForgottenImages.Select(each => each.Image).ToListAsync();
    }

    private static async Task<ForgottenImages> OpenAsync(TestNode node, Registry? registry, TimeProvider clock)
    {
        var worker = await node.StartWorkerAsync();
        var options = new SwarmOptions { Registry = Repository[..Repository.LastIndexOf('/')], RegistryApi = registry?.Address };
        var images = new SwarmImages(new SwarmEngine(options, clock), options, Path.Combine(AppContext.BaseDirectory, "shim", "coderunner-shim"));
        return ActivatorUtilities.CreateInstance<ForgottenImages>(worker.Services, images, clock);
    }

    private sealed class Registry(WebApplication app) : IAsyncDisposable
    {
        private const string Manifest = "/v2/apps-of-ours/apps/manifests/{digest}";

        public Uri Address => new(app.Urls.Single());

        public ConcurrentDictionary<string, int> Refused { get; } = new();

        public ConcurrentQueue<string> Deleted { get; } = new();

        public static async Task<Registry> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var registry = new Registry(app);
            app.MapDelete(Manifest, registry.Delete);
            app.MapMethods(Manifest, ["HEAD"], () => Results.NotFound());
            await app.StartAsync();
            return registry;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private IResult Delete(string digest)
        {
            if (Refused.TryGetValue(digest, out var status))
                return Results.StatusCode(status);
            Deleted.Enqueue(digest);
            return Results.Accepted();
        }
    }
}
