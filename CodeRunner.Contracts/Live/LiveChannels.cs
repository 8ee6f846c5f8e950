using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Contracts.Live;

/// <summary>The Redis channels on which Workers tell Apis what happens now. Payloads are JSON by <see cref="Wire.Json"/>.</summary>
public static class LiveChannels
{
    /// <summary>A <see cref="LogBatch"/> each, in bytes of its own.</summary>
    public static string Logs(Guid deploymentId) => $"coderunner:logs:{deploymentId}";

    /// <summary>What one Worker saw of the deployment in one second, in bytes of its own.</summary>
    public static string Samples(Guid deploymentId) => $"coderunner:samples:{deploymentId}";

    /// <summary>A <see cref="StateChange"/> each.</summary>
    public static string States(Guid projectId) => $"coderunner:states:{projectId}";

    /// <summary>An <see cref="AlertResponse"/> each, when it fires, is acknowledged or resolves.</summary>
    public static string Alerts(Guid projectId) => $"coderunner:alerts:{projectId}";
}
