using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Logs;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace CodeRunner.Api.OpenApi;

/// <summary>Puts the examples of <see cref="OperationExample"/>, and one of each error, into the description.</summary>
internal sealed class ExampleTransformer : IOpenApiOperationTransformer
{
    private const string JsonLines = "application/x-ndjson";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var example = context.Description.ActionDescriptor.EndpointMetadata.OfType<OperationExample>().LastOrDefault();
        if (example?.Request is { } request)
            Put(operation.RequestBody?.Content, request);
        if (operation.RequestBody?.Content is { } bodies && bodies.TryGetValue("multipart/form-data", out var form))
            form.Schema = ArchiveForm();
        Part(operation.RequestBody?.Content);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            Part(response.Content);
            if (int.Parse(status) is var code && code >= StatusCodes.Status400BadRequest)
                PutProblem(response, code);
            else if (example?.Response is { } answer)
                Put(response.Content, answer);
        }
        return Task.CompletedTask;
    }

    private static void Put(IDictionary<string, OpenApiMediaType>? content, object value)
    {
        foreach (var (name, type) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (name.EndsWith("json", StringComparison.Ordinal))
                type.Example = JsonSerializer.SerializeToNode(value is LogPage page && name == JsonLines ? page.Items[0] : value, Wire.Json);
            else if (name == "text/plain" && value is IEnumerable<KeyValuePair<string, string>> lines)
                type.Example = string.Join('\n', lines.Select(line => $"{line.Key}={line.Value}"));
        }
    }

    /// <summary>Of what is there as text and as JSON, the text is a text; JSON for which the endpoint has no type is an object whose names are the user's own.</summary>
    private static void Part(IDictionary<string, OpenApiMediaType>? content)
    {
        if (content is null || !content.TryGetValue("text/plain", out var text) || !content.TryGetValue("application/json", out var json))
            return;
        if (json.Schema is OpenApiSchema { Type: JsonSchemaType.String })
            json.Schema = new OpenApiSchema { Type = JsonSchemaType.Object };
        text.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        if (content.TryGetValue(JsonLines, out var lines))
            lines.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
    }

    private static OpenApiSchema ArchiveForm() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "source" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["source"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "A zip or tar.gz archive." },
        },
    };

    private static void PutProblem(IOpenApiResponse response, int status)
    {
        if (response is not OpenApiResponse answer)
            return;
        var problem = new JsonObject { ["title"] = ReasonPhrases.GetReasonPhrase(status), ["status"] = status };
        if (status == StatusCodes.Status400BadRequest)
            problem["errors"] = new JsonObject { ["name"] = new JsonArray("It is needed.") };
        answer.Description = ReasonPhrases.GetReasonPhrase(status);
        foreach (var type in answer.Content?.Values ?? [])
            type.Example = problem;
    }
}
