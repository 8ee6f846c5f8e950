using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>axe, asked in the page itself. Its authors' package for Playwright opens another page for each answer, which takes longer than the rules do.</summary>
internal static class Axe
{
    public const string Everything =
        """{ "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "rules": { "target-size": { "enabled": true } }, "resultTypes": ["violations", "incomplete"] }""";

    public const string Contrast = """{ "runOnly": { "type": "rule", "values": ["color-contrast"] }, "resultTypes": ["violations", "incomplete"] }""";

    /// <summary>
    /// Contrast can't be told from gradients and pictures: the pages get the plainest of their own grounds instead, which the tokens' own test compares with the rest.
    /// </summary>
    private const string PlainGrounds = """
        body::before, .card.cut::after { display: none !important; }
        .avatar { background: var(--violet) !important; }
        .card { background: var(--surface) !important; }
        select { background-image: none !important; }
        .top, .rail { background: var(--ink-0) !important; backdrop-filter: none !important; }
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What violates the rules, and whose contrast it can't tell because of a picture, a line each.</summary>
    public static async Task<IReadOnlyList<string>> AskAsync(IPage page, string rules)
    {
        if (await page.EvaluateAsync<bool>("() => !globalThis.axe"))
            await page.EvaluateAsync(Script);
        var plain = await page.AddStyleTagAsync(new() { Content = PlainGrounds });
        var answer = JsonSerializer.Deserialize<Answer>(await page.EvaluateAsync<string>($"() => axe.run(document, {rules}).then(JSON.stringify)"), JsonSerializerOptions.Web)!;
        await plain.EvaluateAsync("style => style.remove()");
        return
        [
            .. from rule in answer.Violations from node in rule.Nodes select $"{rule.Id} ({rule.Help}): {node.Html} {node.Why}",
            .. from rule in answer.Incomplete where rule.Id == "color-contrast" from node in rule.Nodes where node.StandsOnAPicture select $"contrast unknown: {node.Html} {node.Why}",
        ];
    }

    private sealed record Answer(IReadOnlyList<Rule> Violations, IReadOnlyList<Rule> Incomplete);

    private sealed record Rule(string Id, string Help, IReadOnlyList<Node> Nodes);

    private sealed record Node(string Html, IReadOnlyList<Check> Any, IReadOnlyList<Check> All, IReadOnlyList<Check> None)
    {
        public string Why => string.Join(' ', Any.Concat(All).Concat(None).Select(check => check.Message));

        public bool StandsOnAPicture => Why.Contains("gradient", StringComparison.Ordinal) || Why.Contains("background image", StringComparison.Ordinal) || Why.Contains("pseudo", StringComparison.Ordinal);
    }

    private sealed record Check(string Message);
}
