using System.Diagnostics;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Core.Scaling.Forecasting;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>What a tick costs that decides for ten thousand deployments, each with a target for requests and one for the processor, and two weeks of both to foresee by, under loads of their own; and what is remembered of each.</summary>
internal sealed class DecideBenchmark : IBenchmark
{
    private const int Deployments = 10_000;
    private const int TicksBefore = 60;
    private const int Ticks = 120;
    private const int MostRate = 400;
    private const double BytesPerKb = 1024;
    private const int SlotsPerDay = 86_400 / SeasonalForecast.SlotSeconds;
    private const long Start = SeasonalForecast.Days * 86_400;

    public string Name => "decide";

    public Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var all = Enumerable.Range(0, Deployments).Select(number => new Scaled(number).Teach()).ToArray();
        var times = new List<double>();
        for (var second = 0; second < TicksBefore + Ticks; second++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.ForEach(all, each => each.Load(second));
            var began = Stopwatch.GetTimestamp();
            Array.ForEach(all, each => each.Decide());
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        var kept = (GC.GetTotalMemory(forceFullCollection: true) - before) / BytesPerKb / Deployments;
        GC.KeepAlive(all);
        times.RemoveRange(0, TicksBefore);
        report.Add("decide.tick.median", Samples.Median(times), "ms", 200);
        report.Add("decide.tick.p95", Samples.Percentile(times, 0.95), "ms");
        report.Add("decide.changes", all.Sum(each => each.Changes), "times");
        report.Add("decide.memory-each", kept, "KB");
        return Task.CompletedTask;
    }

    private sealed class Scaled(int number)
    {
        private static readonly ScaleBounds Bounds = new(0, 20, 5);

        private readonly ScaleState state = new();
        private readonly Random random = new(number);
        private readonly IReadOnlyList<ScaleRule> rules =
            [new TargetRule(Guid.NewGuid(), ScalingTrigger.Requests, 20, 1, 20), new TargetRule(Guid.NewGuid(), ScalingTrigger.Cpu, 70, 1, 20)];

        private ScaleSample? sample;
        private int desired = 1;
        private double rate = 10;

        public int Changes { get; private set; }

        /// <summary>What came before: the same each day.</summary>
        public Scaled Teach()
        {
            var history = Enumerable.Range(0, SeasonalForecast.Days * SlotsPerDay).Select(slot => (double?)(10 + (slot % SlotsPerDay)));
            state.Foresee(rules.ToDictionary(rule => rule.Trigger, _ => Taught(history)));
            return this;
        }

        private static SeasonalForecast Taught(IEnumerable<double?> history)
        {
            var forecast = new SeasonalForecast();
            forecast.Learn(0, history);
            return forecast;
        }

        /// <summary>A load that wanders, and now and then leaps.</summary>
        public void Load(int second)
        {
            rate = random.Next(100) == 0 ? random.Next(MostRate) : Math.Clamp(rate * (0.95 + 0.1 * random.NextDouble()), 1, MostRate);
            var used = Math.Min(100, rate / desired);
            var healthy = new ScaleInstance[desired];
            Array.Fill(healthy, new ScaleInstance(second + 100, used, 50));
            sample = new ScaleSample(Start + second, desired, healthy, new ScaleTraffic((int)rate, (int)(rate / 10)));
        }

        public void Decide()
        {
            var verdict = ScaleDecider.Decide(state, sample!, rules, Bounds);
            Changes += verdict.IsChange ? 1 : 0;
            desired = verdict.To;
        }
    }
}
