namespace CodeRunner.Web.Look;

/// <summary>Where the next step is done: the page's own tab, or the page that hands over source.</summary>
public enum NextPlace
{
    Log,
    Settings,
    Deploy,
}
