using Microsoft.JSInterop;

namespace CodeRunner.Web.Shell;

/// <summary>
/// Asked by typed.js after each field that it tells the page: the answer comes after what the page made of it. Events that come at once one after the other are lost where the page was drawn anew in
/// between, because they name handlers that were replaced.
/// </summary>
public static class TypedText
{
    [JSInvokable]
    public static void Heard()
    {
        // It is the order of the answers that counts.
    }
}
