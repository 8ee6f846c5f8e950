using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A person takes care of the way into the account.</summary>
public sealed class PasswordJourneyTests
{
    private const string Changed = "an even longer battery";
    private const string Reset = "the longest of all batteries";

    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task A_person_changes_the_password_protects_the_account_and_comes_back_with_what_an_operator_gave_out(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        using var olga = await PlatformClient.RegisterAsync(cloud.Api);
        await cloud.MakeOperatorAsync(olga.Email);
        var page = await OpenAsync(cloud, width, height, theme);
        await Browser.SignInAsync(page, cloud.Web, ada.Email, "/account");
        var elsewhere = await OpenAsync(cloud, width, height, theme);
        await Browser.SignInAsync(elsewhere, cloud.Web, ada.Email, "/account");

        await ChangeAsync(page, size);
        await Browser.GoUnlessLedAsync(elsewhere, new Uri(cloud.Web, "/projects"));
        await Expect(elsewhere).ToHaveURLAsync(new Regex("/login"));

        var (secret, codes) = await ProtectAsync(page, size);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).Last.ClickAsync();
        await Expect(page.GetByText("You are signed out.")).ToBeVisibleAsync();
        await SignInWithCodeAsync(page, cloud, ada.Email, new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow.AddSeconds(30)), size);
        await SignInWithCodeAsync(elsewhere, cloud, ada.Email, codes[0], null);
        await elsewhere.GotoAsync(new Uri(cloud.Web, "/account").ToString());
        await Expect(elsewhere.GetByText("9 recovery codes are left.")).ToBeVisibleAsync();

        var link = await GiveOutAsync(cloud, olga.Email, ada.Email, (width, height, theme), size);
        await ResetAsync(elsewhere, link, ada.Email, size);
        await Browser.GoUnlessLedAsync(page, new Uri(cloud.Web, "/projects"));
        await Expect(page).ToHaveURLAsync(new Regex("/login"));
    }

    private static async Task ChangeAsync(IPage page, string size)
    {
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Password", Exact = true });
        await card.GetByLabel("Current password").FillAsync("not my password");
        await card.GetByLabel("New password").FillAsync("qwertyuiop");
        await card.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(card.GetByText("one of the commonest passwords")).ToBeVisibleAsync();
        await ShowAsync(page, $"{size}-1-weak");
        await card.GetByLabel("New password").FillAsync(Changed);
        await card.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(card.GetByText("It is not your password.")).ToBeVisibleAsync();
        await card.GetByLabel("Current password").FillAsync(PlatformClient.Password);
        await card.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(page.GetByText("Your password is changed.")).ToBeVisibleAsync();
        await Expect(card.GetByLabel("Current password")).ToHaveValueAsync("");
    }

    private static async Task<(string Secret, string[] Codes)> ProtectAsync(IPage page, string size)
    {
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Second factor" });
        await card.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await card.GetByLabel("Your password").FillAsync(Changed);
        await ShowAsync(page, $"{size}-2-password");
        await card.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Img, new() { Name = "The secret as a QR code" })).ToBeVisibleAsync();
        var secret = (await card.Locator("code").InnerTextAsync()).Replace(" ", "");
        await ShowAsync(page, $"{size}-3-secret");
        await card.GetByLabel("Code", new() { Exact = true }).FillAsync("000000");
        await card.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(card.GetByText("It is not of this secret.")).ToBeVisibleAsync();
        await card.GetByLabel("Code", new() { Exact = true }).FillAsync(new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp());
        await card.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        var shown = page.GetByRole(AriaRole.Region, new() { Name = "Your recovery codes" });
        await Expect(shown).ToBeVisibleAsync();
        await Expect(card.GetByText("10 recovery codes are left.")).ToBeVisibleAsync();
        var codes = (await shown.Locator("code").InnerTextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        codes.Length.ShouldBe(10);
        await ShowAsync(page, $"{size}-4-codes");
        await shown.GetByRole(AriaRole.Button, new() { Name = "I have it" }).ClickAsync();
        await Expect(shown).ToHaveCountAsync(0);
        return (secret, codes);
    }

    private static async Task SignInWithCodeAsync(IPage page, Cloud cloud, string email, string code, string? shoot)
    {
        await page.GotoAsync(new Uri(cloud.Web, "/login").ToString());
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Changed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByLabel("Code", new() { Exact = true })).ToBeFocusedAsync();
        (await page.ContentAsync()).ShouldNotContain(Changed);
        if (shoot is not null)
        {
            await page.GetByLabel("Code", new() { Exact = true }).FillAsync("0000000");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Expect(page.GetByText("The code is wrong")).ToBeVisibleAsync();
            await ShowAsync(page, $"{shoot}-5-code");
        }
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("/login"));
    }

    private static async Task<string> GiveOutAsync(Cloud cloud, string @operator, string email, (int Width, int Height, string Theme) look, string size)
    {
        var page = await OpenAsync(cloud, look.Width, look.Height, look.Theme);
        await Browser.SignInAsync(page, cloud.Web, @operator, "/system/accounts");
        await page.GetByLabel("Search accounts").FillAsync(email);
        await page.GetByRole(AriaRole.Region, new() { Name = "Accounts", Exact = true }).GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Accounts", Exact = true }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Reset password of {email}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Take away the second factor").CheckAsync();
        await ShowAsync(page, $"{size}-6-dialog");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        await Expect(dialog.GetByText("Hand it over in a way that you trust")).ToBeVisibleAsync();
        await ShowAsync(page, $"{size}-7-link");
        var link = await dialog.Locator("code").InnerTextAsync();
        await page.Context.CloseAsync();
        return link;
    }

    private static async Task ResetAsync(IPage page, string link, string email, string size)
    {
        await page.GotoAsync(link);
        await Expect(page.GetByLabel("Token")).ToHaveValueAsync(link.Split('#')[1]);
        page.Url.ShouldEndWith("/reset-password");
        await page.GetByLabel("New password").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Expect(page.GetByText("It is little more than your address")).ToBeVisibleAsync();
        await ShowAsync(page, $"{size}-8-reset");
        await page.GetByLabel("New password").FillAsync(Reset);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Expect(page.GetByText("Your password is set.")).ToBeVisibleAsync();
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Reset);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("/login"));
    }

    private static async Task<IPage> OpenAsync(Cloud cloud, int width, int height, string theme)
    {
        var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        return await window.NewPageAsync();
    }

    private static async Task ShowAsync(IPage page, string step)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"password-{step}.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"nothing scrolls sideways: {step}");
    }
}
