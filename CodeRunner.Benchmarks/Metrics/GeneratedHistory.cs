using CodeRunner.Core.Metrics;
using Npgsql;
using NpgsqlTypes;

namespace CodeRunner.Benchmarks.Metrics;

/// <summary>
/// Thirty days of metrics as a platform would have them that ran so long: the rolled-up levels as their rows, the last hour as the parts that Workers store. Deployments share
/// some profiles of load, from idle to busy with three instances.
/// </summary>
internal sealed class GeneratedHistory(NpgsqlDataSource database, Guid[] deployments)
{
    private const int Days = 30;
    private const int Profiles = 10;
    private const int PartsAtOnce = 400;

    private readonly long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var level in MetricLevel.All.Skip(1))
            await WriteAsync(level, cancellationToken);
        await using (var command = database.CreateCommand("INSERT INTO metric_pending (deployment_id, step, start) SELECT id, $2, $3 FROM unnest($1::uuid[]) AS each(id) ON CONFLICT DO NOTHING"))
        {
            foreach (var level in MetricLevel.All.Skip(1))
            {
                command.Parameters.Clear();
                command.Parameters.Add(new() { Value = deployments });
                command.Parameters.Add(new() { Value = level.Step });
                command.Parameters.Add(new() { Value = MetricLevel.Floor(now, level.Block) });
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        for (var start = MetricLevel.Floor(now, MetricLevel.Parts.Block) - (long)MetricLevel.Parts.Kept.TotalSeconds; start < now; start += MetricLevel.Parts.Block)
            await StoreAsync(Guid.Empty, start, cancellationToken);
        await using var analyze = database.CreateCommand("ANALYZE");
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stores what a Worker would from now on, at its pace.</summary>
    public async Task GoOnAsync(Guid source, CancellationToken cancellationToken)
    {
        while (true)
        {
            await StoreAsync(source, MetricLevel.Floor(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), MetricLevel.Parts.Block), cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(MetricLevel.Parts.Block), cancellationToken);
        }
    }

    public async Task ReportSizeAsync(Report report, CancellationToken cancellationToken)
    {
        var long30 = 0.0;
        foreach (var level in MetricLevel.All)
        {
            await using var command = database.CreateCommand(
                "SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint FROM pg_inherits WHERE inhparent = $1::regclass");
            command.Parameters.Add(new() { Value = level.Table });
            var bytes = (long)(await command.ExecuteScalarAsync(cancellationToken))! / (double)deployments.Length;
            report.Add($"metrics.stored.{level.Step}s", bytes / 1024, "KB each");
            long30 += level.Kept.TotalDays >= Days ? bytes / Days : 0;
        }
        report.Add("metrics.stored.kept-30-days", long30 / 1024, "KB/day");
    }

    private async Task WriteAsync(MetricLevel level, CancellationToken cancellationToken)
    {
        var from = MetricLevel.Floor(now - (long)level.Kept.TotalSeconds, level.Block);
        for (var start = MetricLevel.Floor(from, level.Partition); start <= now; start += level.Partition)
            await MetricPartitions.EnsureAsync(database, level, start, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var rows = await connection.BeginBinaryImportAsync($"COPY {level.Table} (deployment_id, start, packed) FROM STDIN (FORMAT BINARY)", cancellationToken);
        // In the order in which they would have come.
        for (var start = from; start + level.Block <= now; start += level.Block)
        {
            var packed = Enumerable.Range(0, Profiles).Select(profile => MetricPacking.Pack(Load(profile, start, level.Step, level.Block / level.Step))).ToArray();
            for (var number = 0; number < deployments.Length; number++)
            {
                await rows.StartRowAsync(cancellationToken);
                await rows.WriteAsync(deployments[number], NpgsqlDbType.Uuid, cancellationToken);
                await rows.WriteAsync(start, NpgsqlDbType.Bigint, cancellationToken);
                await rows.WriteAsync(packed[number % Profiles], NpgsqlDbType.Bytea, cancellationToken);
            }
        }
        await rows.CompleteAsync(cancellationToken);
    }

    private async Task StoreAsync(Guid source, long start, CancellationToken cancellationToken)
    {
        var packed = Enumerable.Range(0, Profiles).Select(profile => MetricPacking.Pack(Load(profile, start, 1, MetricLevel.Parts.Block))).ToArray();
        foreach (var some in deployments.Select((id, number) => new MetricPart(id, start, packed[number % Profiles])).Chunk(PartsAtOnce))
            await MetricStore.InsertAsync(database, source, some, cancellationToken);
    }

    /// <summary>Profile 0 is idle, the last ones have three instances and some hundred requests a second, more by day than by night.</summary>
    private static MetricBlock Load(int profile, long start, int step, int count)
    {
        // Of the numbers themselves: a hash differs in each process, and two runs would measure different histories.
        var random = new Random(unchecked((int)(start * Profiles) + profile));
        var points = new MetricPoint?[count];
        var instances = Enumerable.Range(0, 1 + profile / 4).ToDictionary(number => new Guid(profile, (short)number, 7, 0, 0, 0, 0, 0, 0, 0, 0), _ => new Usage?[count]);
        for (var index = 0; index < count; index++)
        {
            var day = 1 + Math.Sin((start + (index * step)) / 86_400.0 * Math.Tau);
            var total = default(Usage);
            foreach (var usages in instances.Values)
            {
                var usage = Use(random, profile, step, day);
                usages[index] = usage;
                total = total.Beside(usage);
            }
            var requests = (long)(profile * profile * 4 * day * step * (0.5 + random.NextDouble()));
            points[index] = new MetricPoint(step, new Traffic(requests, requests / 500, requests * 200, requests * 4000, requests / 40), Answer(random, requests), total);
        }
        return new MetricBlock(start, step, points, instances);
    }

    private static Usage Use(Random random, int profile, int step, double day)
    {
        var usage = default(Usage);
        void Set(UsageMeasure measure, double value) => usage[measure] = new Gauge((long)(value * step), step);
        Set(UsageMeasure.Cpu, 300 + (profile * 60_000 * day * (0.5 + random.NextDouble())));
        Set(UsageMeasure.Memory, (60 << 20) + (profile * random.Next(8 << 20)));
        Set(UsageMeasure.Pids, 11 + random.Next(2));
        Set(UsageMeasure.Disk, 25 << 20);
        Set(UsageMeasure.NetworkIn, profile * random.Next(20_000));
        Set(UsageMeasure.NetworkOut, profile * random.Next(9_000));
        Set(UsageMeasure.Instances, 1);
        return usage;
    }

    /// <summary>A long tail, as answers have.</summary>
    private static LatencyHistogram? Answer(Random random, long requests)
    {
        var sum = new LatencySum();
        var told = Math.Min(requests, 200);
        for (var each = 0; each < told; each++)
            sum.Add(LatencyBuckets.Of(TimeSpan.FromMilliseconds(2 * Math.Exp(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble())))), Math.Max(1, requests / told));
        return sum.ToHistogram();
    }
}
