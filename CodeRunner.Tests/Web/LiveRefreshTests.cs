using Bunit;
using CodeRunner.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Sections;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.Web;

public sealed class LiveRefreshTests : BunitContext
{
    [Fact]
    public async Task One_that_takes_the_place_of_another_has_a_light_of_its_own()
    {
        Services.AddSingleton(TimeProvider.System);
        var module = JSInterop.SetupModule("./Live/LiveRefresh.razor.js");
        module.Mode = JSRuntimeMode.Loose;
        Render(builder =>
        {
            builder.OpenComponent<SectionOutlet>(0);
            builder.AddComponentParameter(1, nameof(SectionOutlet.SectionName), "live");
            builder.CloseComponent();
            foreach (var part in new[] { 1, 2 })
            {
                builder.OpenComponent<LiveRefresh>(2);
                builder.SetKey(part);
                builder.AddComponentParameter(3, nameof(LiveRefresh.Projects), new[] { Guid.NewGuid() });
                builder.CloseComponent();
            }
        });

        await Task.Yield();
        var lights = module.Invocations["start"].Select(start => (ElementReference)start.Arguments[2]!).ToList();
        lights.Count.ShouldBe(2);
        lights[1].Id.ShouldNotBeNull();
        lights[1].Id.ShouldNotBe(lights[0].Id);
    }

    [Fact]
    public async Task A_connection_that_the_server_closed_for_good_is_made_anew_and_what_changed_meanwhile_is_looked_at()
    {
        await using var script = await ScriptPage.OpenAsync("<p id=\"status\"></p>");
        await script.GoAsync();
        await script.Page.EvaluateAsync(
            """
            async () => {
              const { watchProjects, watchStatus } = await import("/js/live.js");
              globalThis.statuses = [];
              globalThis.looks = 0;
              watchStatus((status) => { statuses.push(status); document.getElementById("status").textContent = status; });
              await watchProjects(["a"], (change) => { if (change === null) looks++; });
            }
            """);
        await Expect(script.Page.Locator("#status")).ToHaveTextAsync("live");

        script.CloseConnections();

        await script.Page.WaitForFunctionAsync("() => looks === 1 && statuses.includes('offline') && statuses.at(-1) === 'live'");
    }

    [Fact]
    public async Task One_that_fails_to_show_the_connection_keeps_no_other_from_it()
    {
        await using var script = await ScriptPage.OpenAsync("<p>Page</p>");
        await script.GoAsync();

        var seen = await script.Page.EvaluateAsync<string>(
            """
            async () => {
              const live = await import("/js/live.js");
              live.watchStatus(() => { throw new Error("no light"); });
              const end = new Promise((resolve) => live.watchStatus((status) => status === "live" && resolve(status)));
              await live.watchProjects([], () => {});
              return await end;
            }
            """);

        seen.ShouldBe("live");
    }
}
