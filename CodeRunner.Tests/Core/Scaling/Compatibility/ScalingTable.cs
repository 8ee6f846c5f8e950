using System.Text.Json;
using System.Text.Json.Serialization;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

/// <summary>Tables of what other autoscalers answer: numbers of their own published tests. Every case is tried, so that a failure shows all that differ.</summary>
internal static class ScalingTable
{
    private static readonly JsonSerializerOptions Options =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter() } };

    /// <summary><paramref name="path"/>: where the cases are, names of properties with dots between.</summary>
    public static void Holds<T>(string table, string path, Action<T> check)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Find($"scaling/tables/{table}")));
        var cases = path.Split('.').Aggregate(file.RootElement, (element, name) => element.GetProperty(name)).EnumerateArray().ToList();

        cases.ShouldNotBeEmpty();
        cases.Select(each => Failure(each, check)).OfType<string>().ShouldBeEmpty();
    }

    private static string? Failure<T>(JsonElement element, Action<T> check)
    {
        try
        {
            check(element.Deserialize<T>(Options)!);
            return null;
        }
        catch (Exception failure)
        {
            return $"{element.GetRawText()}{Environment.NewLine}{failure.Message}";
        }
    }
}
