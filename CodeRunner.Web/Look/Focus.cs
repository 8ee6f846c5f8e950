using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CodeRunner.Web.Look;

/// <summary>Giving the focus to what may have gone meanwhile: an exception that nobody catches would end the whole circuit.</summary>
public static class Focus
{
    /// <summary>Whether <paramref name="element"/> was still on the page to take the focus.</summary>
    public static Task<bool> FocusIfThereAsync(this ElementReference element) => TryAsync(() => element.FocusAsync());

    /// <summary>As <see cref="FocusIfThereAsync"/>, but whoever types in another field of the same dialog keeps the focus.</summary>
    public static Task<bool> FocusUnlessBusyAsync(this ElementReference element, IJSRuntime js) => TryAsync(() => js.InvokeVoidAsync("focusUnlessBusy", element));

    private static async Task<bool> TryAsync(Func<ValueTask> focus)
    {
        try
        {
            await focus();
            return true;
        }
        catch (Exception gone) when (gone is JSException or JSDisconnectedException or InvalidOperationException)
        {
            return false; // its dialog or its page was closed first, or the browser left
        }
    }
}
