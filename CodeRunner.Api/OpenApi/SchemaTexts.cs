using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CodeRunner.Api.OpenApi;

/// <summary>Says in descriptions, which come from comments in the code, properties as clients write them: `minInstances` for what reads "int? ScalingPolicyRequest.MinInstances".</summary>
internal sealed partial class SchemaTexts : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Description is { } text)
            schema.Description = Space().Replace(Reference().Replace(WebUtility.HtmlDecode(text), match => $"`{JsonNamingPolicy.CamelCase.ConvertName(match.Groups[1].Value)}`"), " ");
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"\b(?:[A-Za-z]\w*(?:<[^ ]+>)?\?? )[A-Z]\w+\.([A-Z]\w+)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
