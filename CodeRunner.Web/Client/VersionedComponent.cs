using Microsoft.AspNetCore.Components;

namespace CodeRunner.Web.Client;

/// <summary>Shows what it loads from the API, and loads it again when whoever shows it says that it may have changed. What the page was drawn with is not asked for once more when it comes alive.</summary>
public abstract class VersionedComponent : ApiComponent
{
    private int? seen;

    /// <summary>Loads again when it changes.</summary>
    [Parameter]
    public int Version { get; set; }

    /// <summary>Whether there is something to show already.</summary>
    protected abstract bool IsLoaded { get; }

    protected abstract Task LoadAsync();

    protected override Task OnParametersSetAsync()
    {
        if (seen == Version)
            return Task.CompletedTask;
        var drawn = seen is null && IsLoaded;
        seen = Version;
        return drawn ? Task.CompletedTask : LoadAsync();
    }
}
