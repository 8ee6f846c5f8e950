using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>Turns a resource's annotations into the values of this run, and learns which of them are secret.</summary>
internal sealed class EnvironmentResolver(IResource resource, RunnerServices services)
{
    public async Task<Dictionary<string, string>> VariablesAsync(
        Dictionary<string, object> defaults, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(services.ExecutionContext, resource, defaults, cancellationToken)
        {
            Logger = services.Logs.GetLogger(resource),
        };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray()) await annotation.Callback(context);
        Dictionary<string, string> variables = [];
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            if (await ResolveAsync(value, cancellationToken) is { } text) variables[name] = text;
        }

        return variables;
    }

    public async Task<List<string>> ArgumentsAsync(CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken)
        {
            ExecutionContext = services.ExecutionContext,
            Logger = services.Logs.GetLogger(resource),
        };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray()) await annotation.Callback(context);
        List<string> arguments = [];
        foreach (var value in context.Args)
        {
            if (await ResolveAsync(value, cancellationToken) is { } text) arguments.Add(text);
        }

        return arguments;
    }

    private async Task<string?> ResolveAsync(object value, CancellationToken cancellationToken)
    {
        await LearnSecretsAsync(value, cancellationToken);
        return value switch
        {
            string text => text,
            IValueProvider provider => await provider.GetValueAsync(cancellationToken),
            IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private async Task LearnSecretsAsync(object value, CancellationToken cancellationToken)
    {
        if (value is ParameterResource parameter) await services.Mask.LearnAsync(parameter, cancellationToken);
        if (value is not IValueWithReferences composed || value is EndpointReference) return;
        foreach (var part in composed.References) await LearnSecretsAsync(part, cancellationToken);
    }
}
