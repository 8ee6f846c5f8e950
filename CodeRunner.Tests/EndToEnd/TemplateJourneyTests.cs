using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

public sealed class TemplateJourneyTests
{
    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task A_person_fills_a_configuration_from_a_template_saves_it_as_one_and_has_a_deployment_need_it(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync($"templated-{size}");
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        async Task ShowAsync(string step)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"template-{size}-{step}.png") });
            (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue("nothing scrolls sideways");
        }
        await Browser.SignInAsync(page, cloud.Web, ada.Email, $"/projects/{ada.Project.Id}/configuration?env=development");

        await Button(page, "From a template").ClickAsync();
        await page.Locator("#template").SelectOptionAsync("postgresql");
        await Button(page, "Show the difference").ClickAsync();
        await Expect(page.Locator("#value-PGHOST-error")).ToHaveTextAsync("It is needed.");
        await ShowAsync("1-needed");
        foreach (var (key, value) in new Dictionary<string, string> { ["PGHOST"] = "db.example.org", ["PGDATABASE"] = "shop", ["PGUSER"] = "shop", ["PGPASSWORD"] = "correct horse" })
            await page.Locator($"#value-{key}").FillAsync(value);
        await Button(page, "Show the difference").ClickAsync();
        await Expect(page.GetByText("This would change")).ToBeVisibleAsync();
        await Expect(page.Locator("table.differences").GetByText("correct horse")).ToHaveCountAsync(0);
        await ShowAsync("2-difference");
        await Button(page, "Fill it").ClickAsync();
        await Expect(Button(page, "Edit DATABASE_URL")).ToBeVisibleAsync();
        await ShowAsync("3-filled");

        await Button(page, "Save as template").ClickAsync();
        await page.Locator("#template-name").FillAsync("Shop");
        await ShowAsync("4-saving");
        await Button(page, "Make the template").ClickAsync();
        await Expect(page.GetByText("Shop is a template of the project now.")).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(cloud.Web, $"/projects/{ada.Project.Id}/templates").ToString());
        await Expect(Button(page, "Change Shop")).ToBeVisibleAsync();
        await ShowAsync("5-templates");

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/settings").ToString());
        var needed = page.GetByRole(AriaRole.Region, new() { Name = "Variables that it needs" });
        await needed.GetByLabel("Shop").CheckAsync(new() { Timeout = 120_000 });
        await ShowAsync("6-needed");
        await needed.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("It counts from the next release on.")).ToBeVisibleAsync();
        (await ada.GetAsync(deployment.Id)).VariableTemplates.ShouldHaveSingleItem();
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
