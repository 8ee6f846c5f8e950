using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>
/// Compares values with the schemas of the description: the part of JSON Schema that it uses, and no other. Stricter in one thing: a property that is not described is a fault, because
/// clients are made from what is.
/// </summary>
internal sealed class SchemaCheck(ApiDescription description)
{
    private static readonly HashSet<string> Notes = ["description", "title", "default", "example", "examples", "deprecated"];

    /// <summary>Where and why the value is not what the schema says.</summary>
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at = "$")
    {
        var resolved = description.Resolve(schema);
        return resolved.EnumerateObject().Where(keyword => !Notes.Contains(keyword.Name)).SelectMany(keyword => Faults(keyword.Name, keyword.Value, resolved, value, at));
    }

    private IEnumerable<string> Faults(string keyword, JsonElement said, JsonElement schema, JsonElement value, string at) => keyword switch
    {
        "type" => Where(Types(said).Any(type => Is(type, value)), at, $"is {value.ValueKind} and not {said}"),
        "enum" => Where(said.EnumerateArray().Any(each => JsonElement.DeepEquals(each, value)), at, $"{value} is not one of {said}"),
        "format" => Where(value.ValueKind != JsonValueKind.String || Fits(said.GetString()!, value.GetString()!), at, $"{value} is no {said}"),
        "pattern" => Where(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, said.GetString()!), at, $"{value} does not match {said}"),
        "minimum" => Where(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= said.GetDouble(), at, $"{value} is less than {said}"),
        "maximum" => Where(value.ValueKind != JsonValueKind.Number || value.GetDouble() <= said.GetDouble(), at, $"{value} is more than {said}"),
        "required" => value.ValueKind != JsonValueKind.Object ? [] : said.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}.{name} is missing"),
        "properties" => value.ValueKind != JsonValueKind.Object ? [] : Properties(said, schema, value, at),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object ? [] : Others(said, schema, value, at),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, index) => Faults(said, item, $"{at}[{index}]")),
        "oneOf" => One(said, value, at),
        _ => throw new NotSupportedException($"The description uses {keyword}, which nothing here compares."),
    };

    private static IEnumerable<string> Where(bool fine, string at, string fault) => fine ? [] : [$"{at} {fault}"];

    private static IEnumerable<string> Types(JsonElement said) => said.ValueKind == JsonValueKind.Array ? said.EnumerateArray().Select(each => each.GetString()!) : [said.GetString()!];

    private static bool Is(string type, JsonElement value) => (type, value.ValueKind) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        _ => false,
    };

    private static bool Fits(string format, string text) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "int32" or "int64" or "double" or "binary" => true,
        _ => throw new NotSupportedException($"The description uses the format {format}, which nothing here compares."),
    };

    private IEnumerable<string> Properties(JsonElement said, JsonElement schema, JsonElement value, string at)
    {
        var open = schema.TryGetProperty("additionalProperties", out _);
        return value.EnumerateObject().SelectMany(property => said.TryGetProperty(property.Name, out var known)
            ? Faults(known, property.Value, $"{at}.{property.Name}")
            : Where(open, at, $"has {property.Name}, which is not described"));
    }

    private IEnumerable<string> Others(JsonElement said, JsonElement schema, JsonElement value, string at)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        return value.EnumerateObject().Where(property => known.ValueKind == JsonValueKind.Undefined || !known.TryGetProperty(property.Name, out _))
            .SelectMany(property => said.ValueKind == JsonValueKind.Object ? Faults(said, property.Value, $"{at}.{property.Name}") : Where(said.ValueKind == JsonValueKind.True, at, $"has {property.Name}"));
    }

    private IEnumerable<string> One(JsonElement said, JsonElement value, string at)
    {
        var tries = said.EnumerateArray().Select(each => Faults(each, value, at).ToList()).ToList();
        return tries.Count(faults => faults.Count == 0) == 1 ? [] : tries.Where(faults => faults.Count > 0).MaxBy(faults => faults[0].Length) ?? [$"{at} is more than one of oneOf"];
    }
}
