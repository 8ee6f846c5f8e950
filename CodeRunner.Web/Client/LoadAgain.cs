using Microsoft.JSInterop;

namespace CodeRunner.Web.Client;

/// <summary>
/// A page whose session is over is loaded anew by its script (typed.js): the server leads it to the sign-in page and says why, and what was typed waits for the person to come back.
/// Once, however many find out: a browser that is sent away twice at the same moment may go nowhere.
/// </summary>
internal static class LoadAgain
{
    public static async Task LoadAgainAsync(this IJSRuntime js)
    {
        try
        {
            await js.InvokeVoidAsync("loadAgain");
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // the page has left, as it should
        }
    }
}
