using CodeRunner.LocalAspire.Testing;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an AppHost, or an application made in the test, with data and ports of its own.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly, such as <c>Projects.CodeRunner_AppHost</c>.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), [], cancellationToken);

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(CancellationToken)"/>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, [], cancellationToken);

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken = default)
    {
        var appHost = new EntryPointRun(entryPoint.Assembly, args);
        return new EntryPointTestingBuilder(await appHost.UntilBuildAsync(cancellationToken));
    }

    /// <summary>An empty application, to be filled by the test.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var options = new DistributedApplicationOptions { Args = args };
        TestingDefaults.Apply(options);
        return new EntryPointTestingBuilder(new DistributedApplicationBuilder(options));
    }
}
