using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>What must be said only where a swarm is used.</summary>
internal sealed class SwarmRequired(IOptions<SandboxOptions> sandboxes) : IValidateOptions<SwarmOptions>
{
    public ValidateOptionsResult Validate(string? name, SwarmOptions options) =>
        sandboxes.Value.Provider == SwarmProvider.ProviderName && options.Registry.Length == 0
            ? ValidateOptionsResult.Fail($"{SwarmOptions.Section}:{nameof(SwarmOptions.Registry)} is needed with {SandboxOptions.Section}:{nameof(SandboxOptions.Provider)}=swarm: the machines of a swarm pull apps from a registry, such as registry.internal:5000/coderunner.")
            : ValidateOptionsResult.Success;
}
