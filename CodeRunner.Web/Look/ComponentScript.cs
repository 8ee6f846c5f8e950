using Microsoft.JSInterop;

namespace CodeRunner.Web.Look;

/// <summary>
/// The script beside a component: a module whose <c>start</c> answers an object with <c>stop</c>. The component may be gone before the script has come,
/// and the browser before either; neither is an error.
/// </summary>
public sealed class ComponentScript(IJSRuntime js, string path) : IAsyncDisposable
{
    private IJSObjectReference? module;
    private IJSObjectReference? running;
    private bool gone;

    /// <summary>Whether it runs: false when the component or the browser left meanwhile.</summary>
    public async Task<bool> StartAsync(params object?[] arguments)
    {
        try
        {
            module = await js.InvokeAsync<IJSObjectReference>("import", path);
            if (!gone)
                running = await module.InvokeAsync<IJSObjectReference>("start", arguments);
        }
        catch (JSDisconnectedException)
        {
            return false;
        }
        if (gone)
            await StopAsync(); // it came while the component went
        return !gone;
    }

    /// <summary>Calls what <c>start</c> answered; only after <see cref="StartAsync"/> said that it runs.</summary>
    public ValueTask<T> InvokeAsync<T>(string method, CancellationToken ct, params object?[] arguments) => running!.InvokeAsync<T>(method, ct, arguments);

    public async ValueTask DisposeAsync()
    {
        gone = true;
        await StopAsync();
    }

    private async Task StopAsync()
    {
        try
        {
            if (Interlocked.Exchange(ref running, null) is { } script)
                await script.InvokeVoidAsync("stop");
            if (Interlocked.Exchange(ref module, null) is { } imported)
                await imported.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser left first
        }
    }
}
