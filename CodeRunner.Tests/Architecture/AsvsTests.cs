using System.Text.RegularExpressions;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Architecture;

/// <summary>docs/asvs.md answers every requirement, once, and the tests that it names are there.</summary>
public sealed partial class AsvsTests
{
    /// <summary>Requirements of levels 1 and 2 by chapter, as counted in OWASP ASVS 5.0.0 (tag v5.0.0_release).</summary>
    private static readonly Dictionary<int, (int Level1, int Level2)> Counts = new()
    {
        [3] = (8, 11),
        [4] = (2, 8),
        [5] = (4, 5),
        [6] = (13, 22),
        [7] = (6, 12),
        [8] = (4, 3),
        [9] = (4, 3),
    };

    private static readonly string[] Answers = ["met", "reason", "gap"];

    private static readonly ILookup<string, string> Tests = typeof(AsvsTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => (type.Name, Test: method.Name)))
        .ToLookup(each => each.Name, each => each.Test);

    private static readonly List<Answer> All = Read(File.ReadAllText(Path.Combine(Repository.Root, "docs", "asvs.md")));

    [Fact]
    public void Each_requirement_is_answered_once() =>
        All.GroupBy(answer => answer.Number).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();

    [Fact]
    public void Each_chapter_has_as_many_as_the_standard() => All
        .GroupBy(answer => answer.Chapter)
        .ToDictionary(chapter => chapter.Key, chapter => (chapter.Count(answer => answer.Level == 1), chapter.Count(answer => answer.Level == 2)))
        .ShouldBe(Counts, ignoreOrder: true);

    [Fact]
    public void What_is_met_names_a_test_and_anything_else_says_why()
    {
        All.Where(answer => !Answers.Contains(answer.Kind)).ShouldBeEmpty();
        All.Where(answer => answer.Kind == "met" && answer.Named.Count == 0).ShouldBeEmpty();
        All.Where(answer => answer.Text.Length < 20).ShouldBeEmpty();
    }

    [Fact]
    public void Each_test_that_is_named_is_there() => All
        .SelectMany(answer => answer.Named.Where(name => !IsTest(name)).Select(name => $"{answer.Number}: {name}"))
        .ShouldBeEmpty();

    [Fact]
    public void The_list_of_gaps_has_each_of_them()
    {
        var list = File.ReadAllText(Path.Combine(Repository.Root, "docs", "asvs.md")).Split("\n## Gaps").Last();
        var listed = Numbers().Matches(list).Select(match => match.Value).Distinct();

        listed.ShouldBe(All.Where(answer => answer.Kind == "gap").Select(answer => answer.Number), ignoreOrder: true);
    }

    [Fact]
    public void The_check_sees_what_is_wrong()
    {
        var wrong = Read("| 3.1.2 | 2 | something | met | `AsvsTests.No_such_test` |").ShouldHaveSingleItem();

        wrong.ShouldSatisfyAllConditions(it => it.Chapter.ShouldBe(3), it => it.Level.ShouldBe(2), it => it.Named.ShouldBe(["AsvsTests.No_such_test"]));
        IsTest(wrong.Named[0]).ShouldBeFalse();
        IsTest($"{nameof(AsvsTests)}.{nameof(The_check_sees_what_is_wrong)}").ShouldBeTrue();
    }

    private static bool IsTest(string name) => name.Split('.') is [var type, var test] && Tests[type].Contains(test);

    private static List<Answer> Read(string text) =>
        [.. Rows().Matches(text).Select(row => new Answer(
            row.Groups["number"].Value,
            int.Parse(row.Groups["level"].Value),
            row.Groups["kind"].Value,
            row.Groups["text"].Value,
            [.. Names().Matches(row.Groups["text"].Value).Select(name => name.Groups[1].Value)]))];

    [GeneratedRegex(@"^\| (?<number>\d+\.\d+\.\d+) \| (?<level>\d) \| [^|]+ \| (?<kind>\w+) \| (?<text>[^|]+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"\b[3-9]\.\d+\.\d+\b")]
    private static partial Regex Numbers();

    private sealed record Answer(string Number, int Level, string Kind, string Text, IReadOnlyList<string> Named)
    {
        public int Chapter => int.Parse(Number.Split('.')[0]);
    }
}
