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
    public async Task What_the_focus_trap_takes_is_given_back_until_a_person_leaves_the_field()
    {
        await using var window = await Browser.OpenAsync(360, 800);
        var page = await OpenAsync(window);

        await page.EvaluateAsync("focusUnlessBusy(document.querySelector('#first'))");
        await TrapAsync(page);
        (await FocusedAsync(page)).ShouldBe("first");
        await page.EvaluateAsync("document.activeElement.blur()");
        (await FocusedAsync(page)).ShouldBe("first");
        await page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).ShouldBe("second");
        await page.EvaluateAsync("document.activeElement.blur()");
        (await FocusedAsync(page)).ShouldBe("");
    }

    [Fact]
    public async Task A_field_of_a_dialog_that_has_just_opened_keeps_the_focus_at_once_when_its_trap_comes_late_and_a_pointer_may_leave_it()
    {
        await using var window = await Browser.OpenAsync(360, 800);
        var page = await OpenAsync(window);

        (await page.EvaluateAsync<string>("(first => { first.focus(); document.querySelector('#trap').focus(); return document.activeElement.id; })(document.querySelector('#first'))")).ShouldBe("first");
        await page.Locator("#trap").ClickAsync();
        (await FocusedAsync(page)).ShouldBe("trap");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_types_into_a_field_that_they_clicked_keeps_it_when_the_focus_trap_comes_late(bool before)
    {
        await using var window = await Browser.OpenAsync(360, 800);
        var page = await OpenAsync(window);
        var field = page.Locator("#second");

        if (before)
            await field.ClickAsync();
        await page.EvaluateAsync("focusUnlessBusy(document.querySelector('#first'))");
        if (!before)
            await field.ClickAsync();
        await page.Keyboard.TypeAsync("Eng");
        await TrapAsync(page);
        (await FocusedAsync(page)).ShouldBe("second");
        await page.Keyboard.TypeAsync("ines");

        (await field.InputValueAsync()).ShouldBe("Engines");
    }

    [Theory]
    [InlineData("#save")]
    [InlineData("#other")]
    public async Task Who_goes_to_a_button_or_another_dialog_stays_there(string place)
    {
        await using var window = await Browser.OpenAsync(360, 800);
        var page = await OpenAsync(window);

        await page.EvaluateAsync("focusUnlessBusy(document.querySelector('#first'))");
        await page.EvaluateAsync("place => document.querySelector(place).focus()", place);

        (await FocusedAsync(page)).ShouldBe(place[1..]);
    }

    private static Task TrapAsync(IPage page) => page.EvaluateAsync("document.querySelector('#trap').focus()");

    private static async Task<string> FocusedAsync(IPage page)
    {
        await page.EvaluateAsync("new Promise(done => setTimeout(done, 50))"); // what was asked for before it has been done
        return await page.EvaluateAsync<string>("document.activeElement.id");
    }

    private static async Task<IPage> OpenAsync(IBrowserContext window)
    {
        var page = await window.NewPageAsync();
        await page.SetContentAsync("<input id=outside><div role=dialog><div id=trap tabindex=-1>Trap</div><input id=first><input id=second><button id=save>Save</button></div><div role=dialog><input id=other></div>");
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(Repository.Root, "CodeRunner.Web", "wwwroot", "js", "site.js") });
        return page;
    }
}
