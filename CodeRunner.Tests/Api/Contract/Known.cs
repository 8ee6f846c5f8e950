using System.Text;
using System.Text.Json;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Good values of what the description only calls a text.</summary>
internal static class Known
{
    private const string Boundary = "contract";

    public static IReadOnlyList<string> ValuesOf(string parameter) => parameter switch
    {
        "limit" => ["1", "50", "200"],
        "from" or "since" => ["2026-11-22T12:00:00Z", "2020-01-01T00:00:00%2B02:00", "2026-11-22"],
        "to" or "until" => ["2026-11-23T12:00:00Z", "2099-01-01T00:00:00Z", "1"],
        "stream" => ["stdout", "stdout,stderr"],
        "level" => ["error", "info,warn"],
        "format" => ["json", "text", "ndjson", "dotenv", "full"],
        "q" or "regex" => ["line", "%5Eline%20%5Cd%2B$"],
        "instance" => ["019abcde-0000-7000-8000-000000000005"],
        "release" => ["1", "019abcde-0000-7000-8000-000000000004"],
        "releases" => ["1,2"],
        "kind" => ["source", "variables"],
        "strategy" => ["aggressive", "balanced", "conservative"],
        "cpu" or "memory" or "cost" => ["50", "0.5"],
        "step" => ["10", "60"],
        "state" => ["firing", "resolved"],
        "action" => ["deployment.", "secret.reveal"],
        "actor" or "user" => ["ada@example.org"],
        "secrets" => ["true", "false", "A,B"],
        "dryRun" or "replace" or "gzip" or "own" or "changesOnly" or "force" => ["true", "false"],
        "version" => ["1"],
        _ => ["a"],
    };

    /// <summary>What the description shows.</summary>
    public static Payload Example(JsonProperty body) => body.Name switch
    {
        "multipart/form-data" => new(Form(), $"{body.Name}; boundary={Boundary}"),
        "text/plain" => new(Encoding.UTF8.GetBytes(body.Value.GetProperty("example").GetString()!), body.Name),
        _ => Payload.Json(body.Value.GetProperty("example").GetRawText()),
    };

    private static byte[] Form() =>
        [.. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.zip\"\r\n\r\n"), .. Archive, .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n")];

    private static byte[] Archive => Zip.Of(("index.html", "hello"));
}
