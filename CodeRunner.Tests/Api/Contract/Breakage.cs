using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Breaks a JSON document in one place.</summary>
internal static class Breakage
{
    /// <summary>Stands where the odd value comes to stand, and how that is written.</summary>
    private const string Mark = "\u2718";
    private const string Written = "\"\\u2718\"";

    public static Gen<string> Of(string json)
    {
        var places = Places(JsonNode.Parse(json), []).ToList();
        return from place in Gen.Elements<object[]>(places)
               from odd in Odd.Json
               from how in Gen.Frequency((6, Gen.Constant(How.Replace)), (1, Gen.Constant(How.Remove)), (1, Gen.Constant(How.Add)), (1, Gen.Constant(How.Repeat)))
               select Break(json, place, odd, how);
    }

    private enum How
    {
        Replace,
        Remove,
        Add,
        Repeat,
    }

    private static IEnumerable<object[]> Places(JsonNode? node, object[] at) =>
    [
        at,
        .. node switch
        {
            JsonObject parts => parts.SelectMany(part => Places(part.Value, [.. at, part.Key])),
            JsonArray items => items.SelectMany((item, index) => Places(item, [.. at, index])),
            _ => [],
        },
    ];

    private static string Break(string json, object[] place, string odd, How how)
    {
        if (place.Length == 0)
            return odd;
        var root = JsonNode.Parse(json)!;
        var parent = place[..^1].Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);
        if (parent is JsonArray items)
        {
            items[(int)place[^1]] = Mark;
            return root.ToJsonString().Replace(Written, odd, StringComparison.Ordinal);
        }
        var (owner, name) = (parent.AsObject(), (string)place[^1]);
        var own = owner[name]?.ToJsonString() ?? "null";
        if (how == How.Remove)
            owner.Remove(name);
        else
            owner[how == How.Add ? "unheardOf" : name] = Mark;
        return root.ToJsonString().Replace(Written, how == How.Repeat ? $"{own},{Odd.Quote(name)}:{odd}" : odd, StringComparison.Ordinal);
    }
}
