using CodeRunner.Tests.Support;
using Microsoft.Playwright;

namespace CodeRunner.Tests.Web;

public sealed class FocusTests
{
    [Theory]
    [InlineData("body", "first")]
    [InlineData("#outside", "first")]
    [InlineData("#save", "first")]
    [InlineData("#second", "second")]
    public async Task A_dialog_gives_its_first_field_the_focus_but_never_takes_it_from_who_types_in_another(string before, string after)
    {
        await using var window = await Browser.OpenAsync(360, 800);
        var page = await window.NewPageAsync();
        await page.SetContentAsync("<input id=outside><div role=dialog><input id=first><input id=second><button id=save>Save</button></div>");
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(Repository.Root, "CodeRunner.Web", "wwwroot", "js", "site.js") });

        await page.EvaluateAsync("before => document.querySelector(before).focus()", before);
        await page.EvaluateAsync("focusUnlessBusy(document.querySelector('#first'))");

        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe(after);
    }
}
