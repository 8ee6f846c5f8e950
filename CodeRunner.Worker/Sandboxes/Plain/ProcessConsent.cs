using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes.Plain;

/// <summary>Nobody comes to run apps without isolation unless they have said so.</summary>
internal sealed class ProcessConsent(IOptions<SandboxOptions> sandboxes) : IValidateOptions<ProcessOptions>
{
    public ValidateOptionsResult Validate(string? name, ProcessOptions options) =>
        sandboxes.Value.Provider != ProcessProvider.ProviderName || options.AllowNoIsolation
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{SandboxOptions.Section}:{nameof(SandboxOptions.Provider)} is {ProcessProvider.ProviderName}, which isolates nothing: apps can read the Worker's files and secrets. "
                + $"Only where all apps are your own, allow it with {ProcessOptions.Section}:{nameof(ProcessOptions.AllowNoIsolation)}=true.");
}
