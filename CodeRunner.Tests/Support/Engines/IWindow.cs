namespace CodeRunner.Tests.Support.Engines;

/// <summary>
/// A window of some browser, used as a person does: by labels and words. Where a dialog is open, only what is in it is used. Everything waits for what it needs, for as long as a page may take on a busy
/// machine.
/// </summary>
internal interface IWindow : IAsyncDisposable
{
    Task OpenAsync(Uri address);

    /// <summary>Types into the field with exactly this label, which is empty.</summary>
    Task FillAsync(string label, string text);

    /// <summary>Presses the button with exactly this name.</summary>
    Task PressAsync(string button);

    /// <summary>Follows the link with exactly this name.</summary>
    Task FollowAsync(string link);

    /// <summary>Picks the choice with exactly this title.</summary>
    Task ChooseAsync(string title);

    /// <summary>Waits until a JavaScript expression is true.</summary>
    Task HoldsAsync(string expression);

    /// <summary>What a JavaScript expression, or its promise, is.</summary>
    Task<string> AskAsync(string expression);

    Task ReloadAsync();

    Task ShootAsync(string name);
}

internal static class WindowWords
{
    /// <summary>Waits until the page shows the text.</summary>
    public static Task SeesAsync(this IWindow window, string text) => window.HoldsAsync($"document.body?.innerText.includes({System.Text.Json.JsonSerializer.Serialize(text)})");
}
