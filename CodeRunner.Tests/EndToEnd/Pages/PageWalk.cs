using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>
/// A walk through all pages in a window of one width, looked at in a second one too. Each page is loaded once, in the theme that the one before was left in, looked at, switched to the other theme, and
/// looked at again; and so is each of its dialogs.
/// </summary>
internal sealed class PageWalk(World world, int width, int also)
{
    private const int Height = 900;
    private const double MostShift = 0.05;
    private const string NetworkChanged = "net::ERR_NETWORK_CHANGED";
    private static readonly string Screenshots = Directory.CreateDirectory(Path.Combine(Browser.Screenshots, "pages")).FullName;
    private readonly List<string> faults = [];
    private string theme = "dark";

    /// <summary>What is wrong with the pages, a line each.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        foreach (var rows in PageTable.Rows.GroupBy(row => row.By))
        {
            await using var window = await Browser.OpenAsync(width, Height);
            await window.AddInitScriptAsync(PageScripts.Watch);
            await window.AddCookiesAsync([new Cookie { Name = "theme", Value = theme, Url = world.Cloud.Web.ToString() }]);
            var page = await window.NewPageAsync();
            if (rows.Key != Visitor.Nobody)
                await Browser.SignInAsync(page, world.Cloud.Web, world.Email(rows.Key));
            foreach (var row in rows)
                await VisitAsync(page, row);
        }
        return faults;
    }

    private async Task VisitAsync(IPage page, PageRow row)
    {
        var before = faults.Count;
        await LookOverAsync(page, row);
        if (!faults.Skip(before).Any(fault => fault.Contains(NetworkChanged, StringComparison.Ordinal)))
            return;
        await Console.Error.WriteLineAsync($"{row.Name} at {width} px is visited again: other tests gave this machine another address meanwhile, for which Chromium ends all requests.");
        faults.RemoveRange(before, faults.Count - before);
        await LookOverAsync(page, row);
    }

    private async Task LookOverAsync(IPage page, PageRow row)
    {
        void Hear(object? sender, IConsoleMessage message)
        {
            if (message.Type == "error" && !row.Fails)
                Fault(row.Name, $"console: {message.Text}");
        }
        // What a page leaves behind when it is left is ended by the browser.
        void Miss(object? sender, IRequest request)
        {
            if (request.Failure != "net::ERR_ABORTED")
                Fault(row.Name, $"{request.Url}: {request.Failure}");
        }
        page.Console += Hear;
        page.RequestFailed += Miss;
        try
        {
            var answer = await page.GotoAsync(new Uri(world.Cloud.Web, world.Fill(row.Path)).ToString());
            if (answer!.Ok == row.Fails)
                Fault(row.Name, $"answers {answer.Status}");
            await page.WaitForFunctionAsync(PageScripts.IsThere, row.Shows);
            await LookAsync(page, row.Name, wholePage: true, () => ArrivedAsync(page, row.Name));
            foreach (var dialog in row.Dialogs)
                await OpenAsync(page, dialog);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            Fault(row.Name, exception.Message);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{row.Name}-{width}-failed.png") });
        }
        finally
        {
            page.Console -= Hear;
            page.RequestFailed -= Miss;
        }
    }

    private async Task OpenAsync(IPage page, DialogRow row)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + Regex.Escape(row.Button)) }).First.ClickAsync();
        await page.WaitForFunctionAsync("() => document.activeElement.closest('[role=dialog]') && !document.querySelector('.loading')");
        await LookAsync(page, $"dialog-{row.Name}", wholePage: false);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    /// <summary>In both themes. What only the page's first moments tell is asked before the window becomes another size.</summary>
    private async Task LookAsync(IPage page, string name, bool wholePage, Func<Task>? first = null)
    {
        await AskAsync(page, name, Axe.Everything);
        if (first is not null)
            await first();
        await ShootAsync(page, name, wholePage);
        await page.EvaluateAsync(PageScripts.SwitchTheme);
        theme = theme == "dark" ? "light" : "dark";
        await AskAsync(page, name, Axe.Contrast);
        await ShootAsync(page, name, wholePage);
        foreach (var moves in await page.EvaluateAsync<string[]>(PageScripts.Moves))
            Fault(name, $"moves: {moves}");
    }

    private async Task ArrivedAsync(IPage page, string name)
    {
        var seen = JsonSerializer.Deserialize<Seen>(await page.EvaluateAsync<string>("JSON.stringify(seen)"), JsonSerializerOptions.Web)!;
        if (seen.Shift > MostShift)
            Fault(name, $"shifted by {seen.Shift:0.000}: {string.Join("; ", seen.Moved.Distinct().Take(6))}");
        foreach (var flashed in seen.Flashed)
            Fault(name, $"was there, and showed “{flashed}” once more");
        if (seen.Untitled > 0)
            Fault(name, "lost its title");
        if (!seen.Themes.SequenceEqual([theme]))
            Fault(name, $"was drawn {string.Join(", then ", seen.Themes)}, and {theme} was asked for");
    }

    private async Task AskAsync(IPage page, string name, string rules)
    {
        foreach (var fault in await Axe.AskAsync(page, rules))
            Fault(name, fault);
    }

    private async Task ShootAsync(IPage page, string name, bool wholePage)
    {
        foreach (var size in (int[])[width, also])
        {
            await page.SetViewportSizeAsync(size, Height);
            await page.EvaluateAsync(PageScripts.Drawn);
            foreach (var reaches in await page.EvaluateAsync<string[]>(PageScripts.Wider))
                Fault(name, $"is wider than a window of {size} px: {reaches}");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}-{size}-{theme}.png"), FullPage = wholePage, Style = PageScripts.NothingFloats });
        }
        await page.SetViewportSizeAsync(width, Height);
    }

    private void Fault(string page, string what) => faults.Add($"{page} at {width} px, {theme}: {what}");

    internal sealed record Seen(double Shift, string[] Moved, string[] Themes, string[] Flashed, int Untitled);
}
