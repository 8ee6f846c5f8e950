using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;
using CodeRunner.Web;
using CodeRunner.Web.Language;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>In the pseudo language a text that was forgotten is the only one that is still English.</summary>
public sealed class TranslatedPagesTests
{
    /// <summary>Texts and labels in plain letters, which are no data, no code, no unit or date, and nothing that the API says in English: its problems, and the reason that a state's pill has as its title, among it.</summary>
    private const string Untranslated = """
        () => {
          const units = /[\d.–][\d.,+]*\s?(ms|s|min|h|d|B|KB|MB|GB|TB|bytes|KiB|MiB|GiB|k|M|GB-h|CPU-h)?(\/s)?(?![A-Za-z])/g;
          const dates = /\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g;
          const left = (text) => {
            for (let before = null; before !== text; ) text = (before = text).replace(/⟦[^⟦⟧]*⟧/g, "");
            return text.replace(/⟦.*$/s, "").replace(/^.*⟧/s, "").replace(dates, "").replace(units, "").replace(/\bUTC\b/g, "");
          };
          const isOurs = (element) => element.translate && !element.closest("script, style, svg, noscript, textarea, .problem, body [lang=en]") && (element.closest("select") ?? element).checkVisibility();
          const found = [];
          const look = (element, what, text) => {
            if (/[A-Za-z]{2}/.test(left(text)) && isOurs(element)) found.push(`<${element.nodeName.toLowerCase()} class="${element.className}"> ${what}: ${text.trim()}`);
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) look(texts.currentNode.parentElement, "says", texts.currentNode.data);
          for (const name of ["aria-label", "aria-roledescription", "title", "placeholder"])
            for (const element of document.body.querySelectorAll(`[${name}]:not(.pill)`)) look(element, name, element.getAttribute(name));
          return found;
        }
        """;

    private readonly SortedSet<string> untranslated = [];

    [Fact]
    public async Task Every_text_of_every_page_and_dialog_can_be_translated()
    {
        var world = await World.GetAsync();
        await using var pseudo = new PseudoDashboard(world.Cloud.Api, await TestServers.RedisAsync());
        pseudo.StartServer();
        await Task.WhenAll(PageTable.Rows.GroupBy(row => row.By).Select(rows => WalkAsync(world, pseudo.ClientOptions.BaseAddress, rows)));
        untranslated.ShouldBeEmpty();
    }

    private async Task WalkAsync(World world, Uri web, IGrouping<Visitor, PageRow> rows)
    {
        await using var window = await Browser.OpenAsync(1440, 900);
        var page = await window.NewPageAsync();
        if (rows.Key != Visitor.Nobody)
            await SignInAsync(page, web, world.Email(rows.Key));
        foreach (var row in rows)
        {
            await page.GotoAsync(new Uri(web, world.Fill(row.Path)).ToString());
            await page.WaitForFunctionAsync(PageScripts.IsThere, "");
            await LookAsync(page, row.Name);
            foreach (var dialog in row.Dialogs)
                await OpenAsync(page, dialog);
        }
    }

    private static async Task SignInAsync(IPage page, Uri web, string email)
    {
        await page.GotoAsync(new Uri(web, "/login").ToString());
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", Pseudo.Culture.Name);
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(PlatformClient.Password);
        await page.Locator("button[type=submit]").ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("/login"));
    }

    private async Task OpenAsync(IPage page, DialogRow row)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Accented(row.Button) }).First.ClickAsync();
        await page.WaitForFunctionAsync("() => document.activeElement.closest('[role=dialog]') && !document.querySelector('.loading')");
        await LookAsync(page, $"dialog {row.Name}");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private async Task LookAsync(IPage page, string name)
    {
        var found = await page.EvaluateAsync<string[]>(Untranslated);
        lock (untranslated)
            untranslated.UnionWith(found.Select(text => $"{name}: {text}"));
    }

    /// <summary>Its letters with accents, but those of a name in it, which has none.</summary>
    private static Regex Accented(string button) =>
        new("^⟦?" + string.Concat(button.Select(letter => char.IsLetter(letter) ? $"[{letter}{Pseudo.Of(letter.ToString())[1]}]" : Regex.Escape(letter.ToString()))));

    private sealed class PseudoDashboard : WebApplicationFactory<IWebMarker>
    {
        private readonly Uri api;
        private readonly string redis;

        public PseudoDashboard(Uri api, string redis)
        {
            (this.api, this.redis) = (api, redis);
            UseKestrel(0);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
            .UseEnvironment("Development") // the browser's scripts and styles are where they were built
            .UseSetting("Language:Pseudo", "true")
            .UseSetting("ConnectionStrings:redis", redis)
            .UseSetting("services:api:http:0", api.ToString())
            .ConfigureLogging(logging => logging.ClearProviders());
    }
}
