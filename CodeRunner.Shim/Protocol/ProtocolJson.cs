using System.Text.Json.Serialization;

namespace CodeRunner.Shim.Protocol;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LaunchInstruction))]
[JsonSerializable(typeof(AppProgram))]
[JsonSerializable(typeof(TaskProgram))]
[JsonSerializable(typeof(LaunchAnswer))]
[JsonSerializable(typeof(HoldInstruction))]
[JsonSerializable(typeof(ShimState))]
[JsonSerializable(typeof(ExitState))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(NetworkPolicy))]
internal sealed partial class ProtocolJson : JsonSerializerContext;
