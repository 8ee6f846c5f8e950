using System.Net;
using System.Text.Json.Nodes;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Every list whose answer has a `next` is walked with it.</summary>
public sealed class PagingTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const int Most = 60;

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task Every_list_has_each_item_once_in_pages_of_one_and_refuses_what_is_no_cursor()
    {
        var description = await ApiDescription.ReadAsync(api);
        var crowd = await Crowd.MakeAsync(api);
        var lists = description.Operations.Where(each => each.Method == HttpMethod.Get && IsList(description, each)).ToList();
        lists.Count.ShouldBeGreaterThan(20);
        List<string> wrong = [];
        foreach (var list in lists)
            wrong.AddRange(await FaultsAsync(crowd.Owner, list, crowd.PathOf(list)));
        wrong.ShouldBeEmpty();
    }

    private static bool IsList(ApiDescription description, Operation operation) =>
        operation.ParametersIn("query").Any(each => each.Name == "after")
        && operation.AnswerOf(200) is { } answer && answer.GetProperty("content").TryGetProperty("application/json", out var content)
        && description.Resolve(content.GetProperty("schema")).GetProperty("properties").TryGetProperty("next", out _);

    private static async Task<IEnumerable<string>> FaultsAsync(TestUser owner, Operation list, string path)
    {
        var isLog = list.Path.EndsWith("/logs", StringComparison.Ordinal);
        List<string> wrong = [];
        foreach (var query in (string[])["after=%F0%9F%92%A5", "after=", "limit=0", "limit=many", "limit=1001"])
        {
            if (!await IsRefusedAsync(owner, $"{path}?{query}"))
                wrong.Add($"{list}: takes {query}");
        }
        var whole = Names((await owner.GetAsync<JsonNode>($"{path}?limit=200{(isLog ? "&after=0" : "")}"))!);
        if (whole.Count < 3)
            wrong.Add($"{list}: {whole.Count} items are too few to see pages");
        var walked = await WalkAsync(owner, path, isLog);
        if (!walked.SequenceEqual(whole))
            wrong.Add($"{list}: pages of one have {walked.Count} items and a page of all {whole.Count}: {string.Join(' ', walked.Except(whole).Concat(whole.Except(walked)).Take(2))}");
        return wrong;
    }

    /// <summary>A log goes on for ever: it ends where a page is empty.</summary>
    private static async Task<List<string>> WalkAsync(TestUser owner, string path, bool isLog)
    {
        List<string> items = [];
        var after = isLog ? "0" : null;
        for (var page = 0; page < Most; page++)
        {
            var read = (await owner.GetAsync<JsonNode>($"{path}?limit=1{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}"))!;
            var names = Names(read);
            items.AddRange(names);
            after = read["next"]?.GetValue<string>();
            if (after is null || (isLog && names.Count == 0))
                break;
        }
        return items;
    }

    /// <summary>What is the same item though something happened to it meanwhile.</summary>
    private static List<string> Names(JsonNode page) => [.. page["items"]!.AsArray().Select(item => (item!["id"] ?? item["cursor"] ?? item).ToJsonString())];

    private static async Task<bool> IsRefusedAsync(TestUser owner, string path)
    {
        using var answer = await owner.Http.GetAsync(path);
        return answer.StatusCode == HttpStatusCode.BadRequest;
    }
}
