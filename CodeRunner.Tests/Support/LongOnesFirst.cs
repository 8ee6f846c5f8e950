using CodeRunner.Tests.Api.Contract;
using CodeRunner.Tests.Core.Reconciling.Model;
using CodeRunner.Tests.EndToEnd;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Tests.Worker.Sandboxes.Conformance;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("CodeRunner.Tests.Support.LongOnesFirst", "CodeRunner.Tests")]

namespace CodeRunner.Tests.Support;

/// <summary>The classes that take minutes begin first, the longest before the others: one that began last would be waited for by all.</summary>
public sealed class LongOnesFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        .. new[]
        {
            typeof(SharedNodeTests), typeof(RunningConformance), typeof(IsolationConformance), typeof(RealModelTests), typeof(LifetimeConformance), typeof(ImageConformance),
            typeof(LauncherTests), typeof(ModelTests), typeof(LifecycleTests), typeof(ContractTests), typeof(ChaosTests),
        }.Select(type => type.FullName!),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length);
}
