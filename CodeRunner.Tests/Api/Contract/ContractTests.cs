using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CodeRunner.Tests.Api.Support;
using Xunit.Abstractions;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>The description is what the Api does: whatever an operation is asked, its answer is one that is described.</summary>
public sealed class ContractTests(ApiFixture fixture, ITestOutputHelper output) : IClassFixture<ApiFixture>
{
    private const int Requests = 10_000;
    private const int Least = 50;
    private const int AtOnce = 6;
    private const int MostShown = 3;

    /// <summary>Of a failure: the same requests again. Another seed makes others.</summary>
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_TEST_SEED"), CultureInfo.InvariantCulture, out var asked) ? asked : 7;

    /// <summary>Only operations whose name has this in it, to look at one of them.</summary>
    private static readonly string Only = Environment.GetEnvironmentVariable("CODERUNNER_TEST_OPERATIONS") ?? "";

    /// <summary>What no documented request can have here, and why.</summary>
    private static readonly Dictionary<string, string> NeverDone = [];

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task Whatever_is_asked_is_answered_as_it_is_described()
    {
        var watch = Stopwatch.StartNew();
        var description = await ApiDescription.ReadAsync(api);
        var each = Math.Max(Least, (Requests + description.Operations.Count - 1) / description.Operations.Count);
        using var fuzz = new Fuzz(api, description, Seed);
        ConcurrentQueue<Fuzz.Outcome> outcomes = [];
        var operations = description.Operations.Where(operation => operation.Name.Contains(Only, StringComparison.Ordinal)).ToList();
        await Parallel.ForEachAsync(operations, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (operation, _) =>
        {
            foreach (var outcome in await fuzz.RunAsync(operation, each))
                outcomes.Enqueue(outcome);
        });

        output.WriteLine(Figures(outcomes, watch.Elapsed));
        var faults = Faults(outcomes);
        faults.ShouldBeEmpty($"CODERUNNER_TEST_SEED={Seed} asks the same again:\n{string.Join('\n', faults)}");
        if (Only.Length == 0)
            outcomes.Count.ShouldBeGreaterThanOrEqualTo(Requests);
        operations.Where(operation => !outcomes.Any(outcome => outcome.Request.Operation == operation && outcome is { IsDone: true, Request.Ask: { IsDocumented: true, Who: Role.Owner } })).Select(operation => operation.Name)
            .ShouldBe(NeverDone.Keys, ignoreOrder: true, "what is asked as it is documented is done");
    }

    /// <summary>One line for each way in which an operation is not what is said, with some requests that show it.</summary>
    private static List<string> Faults(IEnumerable<Fuzz.Outcome> outcomes) =>
    [
        .. from outcome in outcomes
           from fault in outcome.Faults
           group outcome.Request.ToString() by $"{outcome.Request.Operation}: {(fault.Length > 600 ? fault[..600] : fault)}" into alike
           orderby alike.Key
           select $"{alike.Key} ({alike.Count()} times)\n    {string.Join("\n    ", alike.OrderBy(again => again.Length).Take(MostShown))}",
    ];

    private static string Figures(IReadOnlyCollection<Fuzz.Outcome> outcomes, TimeSpan took)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"seed {Seed}: {outcomes.Count} requests in {took.TotalSeconds:0.0} s; by status: ");
        text.AppendJoin(", ", outcomes.GroupBy(outcome => outcome.Status).OrderBy(group => group.Key).Select(group => $"{group.Key}: {group.Count()}")).AppendLine();
        foreach (var group in outcomes.GroupBy(outcome => outcome.Request.Operation).OrderBy(group => group.Key.Name))
        {
            var owners = group.Where(outcome => outcome.Request.Ask is { IsDocumented: true, Who: Role.Owner }).ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"{group.Key}: {group.Count()} requests, {100 * group.Count(outcome => outcome.IsDone) / group.Count()} % done; as documented by the owner: {string.Join(' ', owners.Select(outcome => outcome.Status))}");
        }
        return text.ToString();
    }
}
