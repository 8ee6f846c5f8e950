using System.Reflection;
using Aspire.Hosting;
using CodeRunner.LocalAspire.Hosting;

namespace CodeRunner.LocalAspire.Testing;

/// <summary>Runs an AppHost's entry point up to its Build, which then belongs to the test.</summary>
internal sealed class EntryPointRun(Assembly assembly, string[] args)
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<DistributedApplicationBuilder> UntilBuildAsync(CancellationToken cancellationToken)
    {
        var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
        new Thread(() => Run(main)) { IsBackground = true, Name = $"{assembly.GetName().Name} under test" }.Start();
        return _builder.Task.WaitAsync(cancellationToken);
    }

    private void Run(MethodInfo main)
    {
        AppHostInterception.Current = new AppHostInterception(assembly, TestingDefaults.Apply, TakeOver);
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [args]);
            _builder.TrySetException(new InvalidOperationException($"{assembly.GetName().Name} ended without building an application."));
        }
        catch (TargetInvocationException exception)
        {
            // After the take-over this changes nothing any more.
            _builder.TrySetException(exception.InnerException ?? exception);
        }
    }

    private void TakeOver(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        throw new EntryPointTakenOverException();
    }
}
