using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>Where scripts or stylesheets are off or did not arrive, the dashboard is read all the same.</summary>
public sealed class PagesWithoutScriptTests
{
    [Fact]
    public async Task A_person_without_JavaScript_signs_in_reads_every_page_and_signs_out()
    {
        var world = await World.GetAsync();
        await using var window = await Browser.OpenAsync(320, 900, scripts: false);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, world.Cloud.Web, world.Email(Visitor.Owner));
        await Expect(page.Locator("noscript .noscript")).ToBeVisibleAsync();
        var unread = new List<string>();
        foreach (var row in PageTable.Rows.Where(row => row.By == Visitor.Owner))
        {
            await page.GotoAsync(new Uri(world.Cloud.Web, world.Fill(row.Path)).ToString());
            if (await page.Locator(".loading").CountAsync() > 0 || !(await page.Locator("main").InnerTextAsync()).Contains(row.ShowsUnscripted, StringComparison.OrdinalIgnoreCase))
                unread.Add(row.Name);
            if (row.Name is "home" or "deployment" or "deployment-logs" or "deployment-metrics" or "audit")
                await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, "pages", $"{row.Name}-320-noscript.png"), FullPage = true });
        }
        unread.ShouldBeEmpty();

        await page.GotoAsync(new Uri(world.Cloud.Web, "/account").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).Last.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/login"));
        await Expect(page.GetByText("You are signed out.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_whose_stylesheets_did_not_arrive_does_not_say_that_the_connection_is_lost(bool scripts)
    {
        var world = await World.GetAsync();
        await using var window = await Browser.OpenAsync(1440, 900, scripts);
        var page = await window.NewPageAsync();
        await page.RouteAsync("**/*.css*", route => route.AbortAsync());
        await Browser.SignInAsync(page, world.Cloud.Web, world.Email(Visitor.Owner), "/account");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        (await page.EvaluateAsync<string>("document.body.innerText")).ShouldNotContain("Connection lost.");
        await Expect(page.Locator(".reconnect:visible")).ToHaveCountAsync(0);
    }
}
