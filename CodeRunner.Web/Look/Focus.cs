using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CodeRunner.Web.Look;

/// <summary>Giving the focus to what may have gone meanwhile: an exception that nobody catches would end the whole circuit.</summary>
public static class Focus
{
    /// <summary>Whether <paramref name="element"/> was still on the page to take the focus.</summary>
    public static async Task<bool> FocusIfThereAsync(this ElementReference element)
    {
        try
        {
            await element.FocusAsync();
            return true;
        }
        catch (Exception gone) when (gone is JSException or JSDisconnectedException or InvalidOperationException)
        {
            return false; // its dialog or its page was closed first, or the browser left
        }
    }
}
