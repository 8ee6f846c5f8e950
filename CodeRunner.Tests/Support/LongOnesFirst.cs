using CodeRunner.Tests.Core.Reconciling.Model;
using CodeRunner.Tests.EndToEnd;
using CodeRunner.Tests.Worker.Deployments;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("CodeRunner.Tests.Support.LongOnesFirst", "CodeRunner.Tests")]

namespace CodeRunner.Tests.Support;

/// <summary>The classes that take minutes begin first: one that began last would be waited for by all.</summary>
public sealed class LongOnesFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        typeof(SharedNodeTests).FullName!, typeof(RealModelTests).FullName!, typeof(LauncherTests).FullName!, typeof(ModelTests).FullName!, typeof(LifecycleTests).FullName!,
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => Long.Any(name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)));
}
