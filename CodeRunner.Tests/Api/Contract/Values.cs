using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Makes JSON, as text, that a schema of the description allows.</summary>
internal sealed class Values(ApiDescription description)
{
    private const int Deepest = 5;

    public Gen<string> Of(JsonElement schema, int depth = 0)
    {
        var resolved = description.Resolve(schema);
        if (depth > Deepest)
            return Gen.Constant("null");
        if (resolved.TryGetProperty("enum", out var values))
            return Gen.Elements(values.EnumerateArray().Select(each => each.GetRawText()));
        if (resolved.TryGetProperty("oneOf", out var several))
            return Gen.OneOf(several.EnumerateArray().Select(each => Of(each, depth)));
        return resolved.TryGetProperty("type", out var type)
            ? Gen.OneOf((type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(each => each.GetString()!) : [type.GetString()!]).Select(each => OfType(each, resolved, depth)))
            : Gen.Constant("{}");
    }

    private Gen<string> OfType(string type, JsonElement schema, int depth) => type switch
    {
        "null" => Gen.Constant("null"),
        "boolean" => Gen.Elements("true", "false"),
        "integer" => Gen.Frequency((6, Gen.Choose(0, 100)), (1, Gen.Choose(int.MinValue, int.MaxValue))).Select(number => $"{number}"),
        "number" => Gen.Elements("0", "0.25", "1", "2.5", "70", "1e6", "-3", "1e300"),
        "array" => from length in Gen.Choose(0, 3) from items in Gen.ArrayOf(Of(schema.GetProperty("items"), depth + 1), length) select $"[{string.Join(',', items)}]",
        "object" => OfObject(schema, depth),
        // A number as text, where numbers are taken as texts too.
        _ when schema.TryGetProperty("pattern", out _) => Gen.Choose(0, 100).Select(number => $"\"{number}\""),
        _ => TextOf(schema).Select(Odd.Quote),
    };

    private static Gen<string> TextOf(JsonElement schema) => (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
    {
        "uuid" => Gen.Constant("019abcde-0000-7000-8000-00000000000c"),
        "date-time" => Gen.Elements("2026-11-22T12:00:00Z", "2027-01-01T00:00:00+01:00", "2099-12-31T23:59:59.999Z"),
        "date" => Gen.Constant("2026-11-22"),
        _ => Gen.Frequency((4, Gen.Elements("a", "Web", "LOG_LEVEL", "node-http", "/", "https://hooks.invalid/", "0 8 * * *", "Europe/Berlin", "some text")), (1, Odd.Text)),
    };

    private Gen<string> OfObject(JsonElement schema, int depth)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            return schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object ? Of(others, depth + 1).Select(value => $"{{\"index.html\":{value}}}") : Gen.Constant("{}");
        HashSet<string> required = schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(each => each.GetString()!)] : [];
        return Gen.CollectToArray(properties.EnumerateObject(), property =>
                from there in required.Contains(property.Name) ? Gen.Constant(true) : Gen.Elements(true, false)
                from value in Of(property.Value, depth + 1)
                select there ? $"\"{property.Name}\":{value}" : null)
            .Select(parts => $"{{{string.Join(',', parts.Where(part => part is not null))}}}");
    }
}
