using Microsoft.JSInterop;

namespace CodeRunner.Web.Look;

/// <summary>
/// The script beside a component: a module whose <c>start</c> answers an object with <c>stop</c>. The component may be gone before the script has come,
/// and the browser before either; neither is an error.
/// </summary>
public sealed class ComponentScript(IJSRuntime js, string path) : IAsyncDisposable
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)];

    private IJSObjectReference? module;
    private IJSObjectReference? running;
    private bool gone;

    /// <summary>
    /// Whether it runs: false when the component or the browser left meanwhile. Throws <see cref="JSException"/> when the script can't be had or fails, and
    /// <see cref="TimeoutException"/> when the browser does not answer: Blazor would keep quiet of a cancelled call, and the page would wait for ever.
    /// </summary>
    public async Task<bool> StartAsync(params object?[] arguments)
    {
        try
        {
            module = await ImportAsync();
            if (!gone)
                running = await module.InvokeAsync<IJSObjectReference>("start", arguments);
        }
        catch (JSDisconnectedException)
        {
            return false;
        }
        catch (OperationCanceledException late) when (!gone)
        {
            throw new TimeoutException($"The browser did not start {path} in time.", late);
        }
        if (gone)
            await StopAsync(); // it came while the component went
        return !gone;
    }

    /// <summary>A way that is cut for a moment (another network, a restart of the dashboard) fails a request, and the page has no other.</summary>
    private async Task<IJSObjectReference> ImportAsync()
    {
        foreach (var pause in Pauses)
        {
            try
            {
                return await js.InvokeAsync<IJSObjectReference>("import", path);
            }
            catch (JSException) when (!gone)
            {
                await Task.Delay(pause);
            }
        }
        return await js.InvokeAsync<IJSObjectReference>("import", path);
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
