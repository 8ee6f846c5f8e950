using System.Text.Json;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>What the Api says of itself at /openapi/v1.json.</summary>
internal sealed class ApiDescription
{
    private const string References = "#/components/schemas/";

    private readonly JsonElement schemas;

    private ApiDescription(JsonElement root)
    {
        schemas = root.GetProperty("components").GetProperty("schemas");
        Operations =
        [
            .. from path in root.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select new Operation(new HttpMethod(operation.Name.ToUpperInvariant()), path.Name, operation.Value),
        ];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public static async Task<ApiDescription> ReadAsync(ApiFactory api)
    {
        using var http = api.Stranger();
        return new ApiDescription(JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json")).RootElement);
    }

    public Operation Find(string name) => Operations.Single(each => each.Name == name);

    /// <summary>What the schema refers to, or itself.</summary>
    public JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? Resolve(schemas.GetProperty(reference.GetString()![References.Length..]))
        : schema;
}
