using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;

namespace CodeRunner.LocalAspire.Parameters;

/// <summary>Shows whether a parameter has a value.</summary>
internal sealed class ParameterRunner(ParameterResource parameter, RunnerServices services) : ResourceRunner(parameter, services)
{
    public override IReadOnlyList<string> Commands => [];

    protected override async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            var value = await parameter.GetValueAsync(stopping);
            await Services.Mask.LearnAsync(parameter, stopping);
            var shown = new ResourcePropertySnapshot("Value", parameter.Secret ? SecretMask.Shown : value) { IsSensitive = parameter.Secret };
            await PublishAsync(each => each with { State = KnownResourceStates.Running, Properties = [shown] });
        }
        catch (MissingParameterValueException exception)
        {
            RunnerLog.FailedToStart(Services.Logger, parameter.Name, exception.Message);
            RunnerLog.FailedToStart(Log, parameter.Name, exception.Message);
            await PublishAsync(each => each with { State = new ResourceStateSnapshot(KnownResourceStates.ValueMissing, KnownResourceStateStyles.Warn) });
        }
    }
}
