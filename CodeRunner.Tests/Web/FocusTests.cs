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
        var page = await OpenAsync(window);

        await page.EvaluateAsync("before => document.querySelector(before).focus()", before);
        await page.EvaluateAsync("focusUnlessBusy(document.querySelector('#first'))");

        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe(after);
    }

    [Fact]
    public async Task What_the_focus_trap_takes_is_taken_back_until_a_person_does_something()
    {
        await using var window = await Browser.OpenAsync(360, 800);
        var page = await OpenAsync(window);
        async Task<string> FocusedAsync()
        {
            await page.EvaluateAsync("new Promise(done => setTimeout(done, 50))"); // what was asked for before it has been done
            return await page.EvaluateAsync<string>("document.activeElement.id");
        }

        await page.EvaluateAsync("focusUnlessBusy(document.querySelector('#first')); document.querySelector('#trap').focus()");
        (await FocusedAsync()).ShouldBe("first");
        await page.EvaluateAsync("document.activeElement.blur()");
        (await FocusedAsync()).ShouldBe("first");
        await page.Keyboard.PressAsync("Tab");
        (await FocusedAsync()).ShouldBe("second");
        await page.EvaluateAsync("document.querySelector('#first').focus(); document.querySelector('#trap').focus()");
        (await FocusedAsync()).ShouldBe("trap");
    }

    private static async Task<IPage> OpenAsync(IBrowserContext window)
    {
        var page = await window.NewPageAsync();
        await page.SetContentAsync("<input id=outside><div role=dialog><div id=trap tabindex=-1></div><input id=first><input id=second><button id=save>Save</button></div>");
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(Repository.Root, "CodeRunner.Web", "wwwroot", "js", "site.js") });
        return page;
    }
}
