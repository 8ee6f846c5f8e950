using OpenQA.Selenium;

namespace CodeRunner.Tests.Support.Engines;

/// <summary>A window of whatever speaks WebDriver, with what ends it.</summary>
internal sealed class WebDriverWindow(WebDriver driver, Func<ValueTask> end) : IWindow
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public Task OpenAsync(Uri address) => Task.Run(() => driver.Navigate().GoToUrl(address));

    /// <summary>
    /// By a click first, as a person does it: a dialog that is just opening gives the focus to its first field unless somebody was quicker. The driver answers before the page has every key,
    /// and a click would overtake them: it is waited for what was typed.
    /// </summary>
    public async Task FillAsync(string label, string text)
    {
        var path = $"//label[normalize-space(.)={Quoted(label)}]";
        await DoAsync($"the field “{label}”", path, each =>
        {
            var field = FieldOf(each);
            if (!Click(field, field))
                return false;
            field.SendKeys(text);
            return true;
        });
        await Eventually.BeAsync(() => Task.Run(() => ValueOf(path)), value => value == text, $"“{text}” in the field “{label}”", Patience);
    }

    public Task PressAsync(string button) => ClickAsync($"the button “{button}”", $"//button[normalize-space(.)={Quoted(button)}]");

    public Task FollowAsync(string link) => ClickAsync($"the link “{link}”", $"//a[normalize-space(.)={Quoted(link)}]");

    public Task ChooseAsync(string title) => DoAsync($"the choice “{title}”", $"//label[.//b[normalize-space(.)={Quoted(title)}]]", each => Click(each, each.FindElement(By.CssSelector("input"))));

    public Task HoldsAsync(string expression) => UntilAsync(expression, () => driver.ExecuteScript($"return !!({expression});") is true);

    public Task<string> AskAsync(string expression) => Task.Run(() => (string)driver.ExecuteScript($"return {expression};")!);

    public Task ReloadAsync() => Task.Run(driver.Navigate().Refresh);

    /// <summary>What was drawn last may be older than the page.</summary>
    public async Task ShootAsync(string name)
    {
        await AskAsync("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(''))))");
        await Task.Run(() => driver.GetScreenshot().SaveAsFile(Path.Combine(Browser.Screenshots, $"{name}.png")));
    }

    public ValueTask DisposeAsync() => end();

    private IWebElement FieldOf(IWebElement label) => label.GetDomAttribute("for") is { Length: > 0 } id ? driver.FindElement(By.Id(id)) : label.FindElement(By.CssSelector("input, textarea, select"));

    private string? ValueOf(string path)
    {
        try
        {
            return Found(path).Select(each => FieldOf(each).GetDomProperty("value")).FirstOrDefault();
        }
        catch (WebDriverException exception) when (IsDrawnAnew(exception))
        {
            return null;
        }
    }

    private Task ClickAsync(string what, string path) => DoAsync(what, path, each => Click(each, each));

    /// <summary>A page that is not alive yet has its controls disabled. What is just in sight may be under a bar that stays at the window's edge.</summary>
    private bool Click(IWebElement element, IWebElement control)
    {
        if (!control.Enabled || !element.Displayed)
            return false;
        driver.ExecuteScript("arguments[0].scrollIntoView({ block: 'center', inline: 'center' });", element);
        element.Click();
        return true;
    }

    private Task DoAsync(string what, string path, Func<IWebElement, bool> act) => UntilAsync(what, () => Found(path).Any(act));

    private IEnumerable<IWebElement> Found(string path)
    {
        var scope = driver.FindElements(By.CssSelector("[role=dialog]")).Count > 0 ? $"(//*[@role='dialog'])[last()]{path}" : path;
        return driver.FindElements(By.XPath(scope));
    }

    /// <summary>What is not there yet, or just went because the page drew it anew, is looked for again.</summary>
    private async Task UntilAsync(string what, Func<bool> done) => await Eventually.BeTrueAsync(
        () => Task.Run(() =>
        {
            try
            {
                return done();
            }
            catch (WebDriverException exception) when (IsDrawnAnew(exception))
            {
                return false;
            }
        }),
        what, Patience);

    private static bool IsDrawnAnew(WebDriverException exception) => exception is StaleElementReferenceException or NoSuchElementException or ElementNotInteractableException;

    private static string Quoted(string text) => text.Contains('\'', StringComparison.Ordinal) ? $"\"{text}\"" : $"'{text}'";
}
