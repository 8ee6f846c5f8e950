using System.Text.Json.Serialization;

namespace CodeRunner.Contracts.Scaling;

/// <summary>What is done when a threshold is passed: up when the load is above it, down when it is below.</summary>
public enum ScalingAction
{
    [JsonStringEnumMemberName("scale_up")]
    ScaleUp,

    [JsonStringEnumMemberName("scale_down")]
    ScaleDown,
}
