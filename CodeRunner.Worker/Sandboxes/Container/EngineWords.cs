using System.Text.Json;
using Docker.DotNet;

namespace CodeRunner.Worker.Sandboxes.Container;

internal static class EngineWords
{
    /// <summary>What the engine itself says, without HTTP around it.</summary>
    public static string Of(DockerApiException refused)
    {
        try
        {
            using var body = JsonDocument.Parse(refused.ResponseBody ?? "");
            return body.RootElement.TryGetProperty("message", out var message) && message.GetString() is { } words ? words : refused.Message;
        }
        catch (JsonException)
        {
            return refused.Message;
        }
    }
}
