using CodeRunner.Web.Client;
using MudBlazor;

namespace CodeRunner.Web.Look;

/// <summary>How dialogs are opened here: modal, closed by Escape, as wide as they need.</summary>
public static class Dialogs
{
    public static readonly DialogOptions Options = new()
    {
        CloseOnEscapeKey = true,
        BackdropClick = false,
        FullWidth = true,
        MaxWidth = MaxWidth.ExtraSmall,
        DefaultFocus = DefaultFocus.None, // each dialog focuses its own first field
    };

    /// <summary>True when it was done.</summary>
    public static async Task<bool> ConfirmNameAsync(
        this IDialogService dialogs, string title, string name, string loss, Func<CancellationToken, Task<ApiProblem?>> run, string? action = null)
    {
        var parameters = new DialogParameters<ConfirmNameDialog>
        {
            { dialog => dialog.Title, title },
            { dialog => dialog.Name, name },
            { dialog => dialog.Loss, loss },
            { dialog => dialog.Run, run },
            { dialog => dialog.Action, action ?? T("Delete") },
        };
        var shown = await dialogs.ShowAsync<ConfirmNameDialog>(title, parameters, Options);
        return await shown.Result is { Canceled: false };
    }

    /// <summary>True when it was done; <paramref name="effect"/> says what it does.</summary>
    public static async Task<bool> ConfirmAsync(this IDialogService dialogs, string title, string effect, string action, Func<CancellationToken, Task<ApiProblem?>> run)
    {
        var parameters = new DialogParameters<ConfirmDialog>
        {
            { dialog => dialog.Title, title },
            { dialog => dialog.Effect, effect },
            { dialog => dialog.Action, action },
            { dialog => dialog.Run, run },
        };
        var shown = await dialogs.ShowAsync<ConfirmDialog>(title, parameters, Options);
        return await shown.Result is { Canceled: false };
    }
}
