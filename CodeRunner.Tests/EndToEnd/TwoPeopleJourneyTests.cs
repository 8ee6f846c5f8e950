using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>Two people of one platform, who never see what is the other's: not by its address, not by its name, not live.</summary>
public sealed class TwoPeopleJourneyTests
{
    [Theory]
    [InlineData("tablet", 768, 1024)]
    [InlineData("phone", 360, 800)]
    public async Task Nothing_of_one_is_shown_to_the_other(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        using var eve = await PlatformClient.RegisterAsync(cloud.Api);
        var name = $"only-adas-{size}";
        var deployment = await ada.CreateAsync(name);
        await using var adas = await Browser.OpenAsync(width, height);
        await using var eves = await Browser.OpenAsync(width, height);
        var (hers, others) = (await adas.NewPageAsync(), await eves.NewPageAsync());
        await Browser.SignInAsync(hers, cloud.Web, ada.Email, $"/deployments/{deployment.Id}");
        await Expect(hers.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(name);

        await Browser.SignInAsync(others, cloud.Web, eve.Email);
        await Expect(others.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Home");
        foreach (var path in new[]
        {
            $"/projects/{ada.Project.Id}", $"/projects/{ada.Project.Id}/configuration", $"/projects/{ada.Project.Id}/members", $"/projects/{ada.Project.Id}/audit", $"/projects/{ada.Project.Id}/cost",
            $"/deployments/{deployment.Id}", $"/deployments/{deployment.Id}/logs", $"/deployments/{deployment.Id}/metrics", $"/deployments/{deployment.Id}/releases",
        })
        {
            await others.GotoAsync(new Uri(cloud.Web, path).ToString());
            await Expect(others.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is nothing here");
            (await others.ContentAsync()).ShouldNotContain(name);
        }
        await others.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"two-people-{size}.png") });

        await others.GotoAsync(cloud.Web.ToString());
        await others.GetByRole(AriaRole.Button, new() { Name = "Commands", Exact = true }).ClickAsync();
        await others.GetByRole(AriaRole.Combobox).FillAsync(name);
        await Expect(others.GetByText($"Nothing is called like “{name}”.")).ToBeVisibleAsync();
        var refused = await others.EvaluateAsync<int[]>(
            "paths => Promise.all(paths.map(path => fetch(path).then(answer => answer.status)))",
            new[] { $"/api/deployments/{deployment.Id}", $"/api/deployments/{deployment.Id}/logs/stream", $"/api/deployments/{deployment.Id}/metrics/stream", $"/api/projects/{ada.Project.Id}/audit" });
        refused.ShouldAllBe(status => status == 404);
    }
}
