using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace CodeRunner.Web.Client;

/// <summary>A component that asks the API: its calls end with it, and a session that has ended leads to the sign-in page and back here.</summary>
public abstract class ApiComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan PassingNotice = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan RefusalNotice = TimeSpan.FromSeconds(8);
    private readonly CancellationTokenSource gone = new();

    protected ApiComponent() => Gone = gone.Token;

    [Inject]
    protected ApiClient Api { get; set; } = default!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    protected ISnackbar Snackbar { get; set; } = default!;

    [Inject]
    private IJSRuntime Scripts { get; set; } = default!;

    /// <summary>Cancelled when the component is gone; still readable then.</summary>
    protected CancellationToken Gone { get; }

    protected bool Interactive => RendererInfo.IsInteractive;

    /// <summary>Leads to the sign-in page when that is what the problem asks for; returns the problem to show, else null.</summary>
    protected ApiProblem? Show(ApiProblem? problem)
    {
        if (problem is not { SignedOut: true })
            return problem;
        if (Interactive)
            _ = Scripts.LoadAgainAsync();
        else
            Navigation.NavigateTo($"/login?ended=true&returnUrl={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}");
        return null;
    }

    /// <summary>Says in a passing notice how a command went.</summary>
    protected bool Tell(ApiProblem? problem, string done)
    {
        if (problem is null)
            Notify(done, Severity.Success, PassingNotice);
        else if (Show(problem) is { } shown)
            Notify(shown.Message, Severity.Error, RefusalNotice);
        return problem is null;
    }

    // One at a time: the newest says how things are, and a pile would cover the page.
    private void Notify(string text, Severity severity, TimeSpan shown)
    {
        Snackbar.Clear();
        Snackbar.Add(text, severity, options => options.VisibleStateDuration = (int)shown.TotalMilliseconds);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        gone.Cancel();
        gone.Dispose();
    }
}
