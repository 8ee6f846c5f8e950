using CodeRunner.Benchmarks;
using CodeRunner.Benchmarks.Abuse;
using CodeRunner.Benchmarks.Access;
using CodeRunner.Benchmarks.Chaos;
using CodeRunner.Benchmarks.Configuration;
using CodeRunner.Benchmarks.Dashboard;
using CodeRunner.Benchmarks.Deploy;
using CodeRunner.Benchmarks.Ingress;
using CodeRunner.Benchmarks.Load;
using CodeRunner.Benchmarks.Logs;
using CodeRunner.Benchmarks.Metrics;
using CodeRunner.Benchmarks.Sandbox;
using CodeRunner.Benchmarks.Scaling;

if (await Role.TryPlayAsync(args))
    return 0;

IReadOnlyList<IBenchmark> all =
[
    new DeployBenchmark(), new SandboxBenchmark(), new IngressBenchmark(), new DeploysUnderLoad(), new LogsBenchmark(), new LogsSurvive(), new AbuseBenchmark(), new KillBenchmark(),
    new OutageBenchmark(), new ChaosBenchmark([.. args.Skip(1)]), new MetricsBenchmark(), new MonitoringBenchmark(), new MaskBenchmark(), new AuditBenchmark(), new SignInBenchmark(), new SecretsBenchmark(), new ScalingBenchmark([.. args.Skip(1)]),
    new DecideBenchmark(), new AutoscaleBenchmark(), new OscillationBenchmark(), new WakeBenchmark([.. args.Skip(1)]), new LoadBenchmark(), new LiveConnections(), new IdleFootprint(), new DashboardBenchmark(),
];
var wanted = args.Length == 0 ? all : [.. all.Where(benchmark => benchmark.Name == args[0] || benchmark.Name.StartsWith($"{args[0]}-", StringComparison.Ordinal))];
if (wanted.Count == 0)
{
    Console.Error.WriteLine($"No benchmark {args[0]}. There are: {string.Join(", ", all.Select(benchmark => benchmark.Name))}.");
    return 64;
}

var report = new Report(Console.Out, Console.Error);
try
{
    foreach (var benchmark in wanted)
        await benchmark.RunAsync(report, CancellationToken.None);
}
catch (UsageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 64;
}
return report.Passed ? 0 : 1;
