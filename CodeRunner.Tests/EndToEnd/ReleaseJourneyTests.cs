using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

public sealed class ReleaseJourneyTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 180_000 };

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 390, 844)]
    public async Task A_release_that_fails_is_seen_on_the_home_page_and_a_person_goes_back_knowing_what_changes(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await DeployThreeAsync(user, $"shop-{size}");
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        Task ShowAsync(string step) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"releases-{size}-{step}.png"), FullPage = true });

        await Browser.SignInAsync(page, cloud.Web, user.Email);
        await Expect(page.GetByText("Release 3 failed; release 2 serves.")).ToBeVisibleAsync(Soon);
        await ShowAsync("1-home");
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment}").ToString());
        await Expect(page.GetByText("Release 3 failed; release 2 serves.")).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("no database").First).ToBeVisibleAsync(Soon);
        await ShowAsync("2-deployment");
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment}/settings").ToString());
        await Expect(page.GetByLabel("Drain, seconds")).ToHaveValueAsync("30", new LocatorAssertionsToHaveValueOptions { Timeout = 180_000 });
        await ShowAsync("3-settings");

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment}/releases").ToString());
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Roll back", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("128 MiB")).ToBeVisibleAsync(Soon);
        await ShowAsync("4-roll-back");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Roll back", Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 180_000 });
        var back = await user.WaitForReleaseAsync(deployment, 4, ReleaseState.Serving);
        back.RolledBackFrom.ShouldBe(1);
        await Expect(page.GetByText("serving", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync(Soon);
        await ShowAsync("5-rolled-back");
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue();
    }

    /// <summary>One that serves, one with other limits that serves, and one that fails.</summary>
    private static async Task<Guid> DeployThreeAsync(PlatformClient user, string name)
    {
        var deployment = (await user.CreateAsync(name)).Id;
        await user.UploadAsync(deployment, Apps.Good());
        await user.WaitForReleaseAsync(deployment, 1, ReleaseState.Serving);
        using var changed = await user.Http.PatchAsJsonAsync($"/api/deployments/{deployment}", new { limits = new { memoryMb = 128 } }, Wire.Json);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await user.WaitForReleaseAsync(deployment, 2, ReleaseState.Serving);
        await user.UploadAsync(deployment, Apps.Node("throw new Error('no database')"));
        var failed = await user.WaitForReleaseAsync(deployment, 3, ReleaseState.Failed);
        failed.Reason!.Message.ShouldContain("Its last output: Error: no database");
        (await user.GetAsync(deployment)).State.ShouldBe(DeploymentState.Running);
        return deployment;
    }
}
