using System.Text.Json.Serialization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SandboxRecord))]
internal sealed partial class SandboxJson : JsonSerializerContext;
