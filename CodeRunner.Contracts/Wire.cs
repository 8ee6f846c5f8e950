using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeRunner.Contracts;

/// <summary>How records go over the wire: camelCase, enum values in lower case.</summary>
public static class Wire
{
    private static readonly JsonNamingPolicy LowerCase = new LowerCaseNaming();

    public static JsonSerializerOptions Json { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(LowerCase, allowIntegerValues: false));
        return options;
    }

    private sealed class LowerCaseNaming : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
