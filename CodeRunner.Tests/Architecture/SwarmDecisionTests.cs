using System.Reflection;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;

namespace CodeRunner.Tests.Architecture;

public sealed class SwarmDecisionTests
{
    [Fact]
    public void What_does_not_hold_on_a_swarm_is_in_the_decision_each_with_its_reason()
    {
        var decision = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "decisions", "0072-a-swarm-runs-what-it-is-given.md"));
        var excepted =
            from type in typeof(EveryProviderAttribute).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            where method.GetCustomAttribute<EveryProviderAttribute>()?.NotOnSwarm is not null
            select $"| {method.Name.Replace('_', ' ')} | {method.GetCustomAttribute<EveryProviderAttribute>()!.NotOnSwarm} |";

        decision.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).Order().ShouldBe(excepted.Order());
    }
}
