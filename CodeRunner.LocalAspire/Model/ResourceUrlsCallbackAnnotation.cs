namespace Aspire.Hosting.ApplicationModel;

/// <summary>Changes the URLs that are shown for a resource.</summary>
public sealed class ResourceUrlsCallbackAnnotation : IResourceAnnotation
{
    public ResourceUrlsCallbackAnnotation(Func<ResourceUrlsCallbackContext, Task> callback) => Callback = callback;

    public ResourceUrlsCallbackAnnotation(Action<ResourceUrlsCallbackContext> callback) => Callback = context =>
    {
        callback(context);
        return Task.CompletedTask;
    };

    public Func<ResourceUrlsCallbackContext, Task> Callback { get; }
}
