namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds arguments when the resource starts.</summary>
public class CommandLineArgsCallbackAnnotation : IResourceAnnotation
{
    public CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) => Callback = callback;

    public CommandLineArgsCallbackAnnotation(Action<IList<object>> callback) => Callback = context =>
    {
        callback(context.Args);
        return Task.CompletedTask;
    };

    public Func<CommandLineArgsCallbackContext, Task> Callback { get; }
}
