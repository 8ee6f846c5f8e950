namespace CodeRunner.Benchmarks;

internal interface IBenchmark
{
    /// <summary>As typed after `./coderunner bench`.</summary>
    string Name { get; }

    Task RunAsync(Report report, CancellationToken cancellationToken);
}
