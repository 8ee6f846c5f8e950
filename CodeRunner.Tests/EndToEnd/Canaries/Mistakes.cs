using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>What people and clients do wrong with a secret at hand: each is refused, and no refusal may repeat it.</summary>
internal static class Mistakes
{
    /// <summary>Those that could pass for a name or for base64 would be taken where a name stands.</summary>
    public static IEnumerable<Canary> Suited(IEnumerable<Canary> canaries) =>
        canaries.Where(canary => canary.Value.Length < 500 && canary.Value.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"+/=_\r\n".Contains(letter)));

    public static async Task MakeAsync(RecordedClient client, string config, string deployment, string secret)
    {
        foreach (var body in Replacements(secret))
            await RefusedAsync(client, HttpMethod.Put, config, body);
        await RefusedAsync(client, HttpMethod.Put, $"{config}/variables/PORT", new { value = secret, encrypted = true });
        foreach (var text in (string[])[secret, $"TOKEN=\"{secret}", $"TOKEN='x' {secret}", $"-{secret}=TOKEN", $"A=1\n-----\n{secret}"])
            await RefusedAsync(client, HttpMethod.Post, $"{config}/import", new StringContent(text, Encoding.UTF8, "text/plain"));
        await RefusedAsync(client, HttpMethod.Post, $"{config}/import", new StringContent(secret, MediaTypeHeaderValue.Parse("application/xml")));
        foreach (var body in (object[])[new Dictionary<string, string> { [secret] = "TOKEN" }, new { dotenv = secret, secrets = (string[])[secret] }, new { TOKEN = 1, other = secret }])
            await RefusedAsync(client, HttpMethod.Post, $"{config}/import", body);
        await RefusedAsync(client, HttpMethod.Post, $"{config}/rollback", new { version = secret });
        foreach (var body in (object[])[new { template = secret }, new { template = "node", values = new Dictionary<string, string> { [secret] = "NODE_ENV" } }, new { template = "node", values = secret }])
            await RefusedAsync(client, HttpMethod.Post, $"{config}/apply-template", body);
        await RefusedAsync(client, HttpMethod.Post, $"{deployment}/releases", new { template = secret });
        // A person looks whether a secret was printed.
        foreach (var query in (string[])[$"q={Uri.EscapeDataString(secret)}", $"regex={Uri.EscapeDataString($"{secret}(")}", $"since={Uri.EscapeDataString(secret)}"])
            await client.TryAsync(HttpMethod.Get, $"{deployment}/logs?{query}", null, "refusals");
    }

    private static IEnumerable<object> Replacements(string secret) =>
    [
        With(new { key = secret, value = "TOKEN", encrypted = true }),
        With(new { key = "TOKEN", vlaue = secret, encrypted = true }),
        With(new { key = "TOKEN", value = new { text = secret }, encrypted = true }),
        With(new { key = "TOKEN", value = "x", encrypted = secret }),
        With(new { key = "TOKEN", value = $"{secret}\0", encrypted = true }),
        With(new { key = "TOKEN", value = secret, encrypted = true, description = new string('x', 500) + secret }),
        With(new { key = "TOKEN", value = secret, encrypted = true }, new { key = "TOKEN", value = secret, encrypted = true }),
        With(new { key = "TOKEN", value = secret + new string('x', 66_000), encrypted = true }),
        With(new { key = "TOKEN", value = $"${{MISSING}}{secret.Replace("$", "", StringComparison.Ordinal)}" }),
        new Dictionary<string, int> { [secret] = 1 },
        $$"""{"variables":[{"key":"TOKEN","value":{{JsonSerializer.Serialize(secret)[..^1]}}""",
        $$"""{"variables":[{"key":"TOKEN",{{JsonSerializer.Serialize(secret)}}:]}""",
    ];

    private static object With(params object[] variables) => new { variables };

    private static async Task RefusedAsync(RecordedClient client, HttpMethod method, string path, object body)
    {
        var (status, text) = await client.TryAsync(method, path, body, "refusals");
        ((int)status).ShouldBeInRange(400, 499, $"{method} {path}: {text}");
    }
}
