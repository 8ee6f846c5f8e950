using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Scaling.Forecasting;
using CodeRunner.Worker.Data;
using Npgsql;

namespace CodeRunner.Worker.Scaling;

/// <summary>
/// Teaches forecasts what is stored of the last two weeks: of some deployments at once, beside the decisions, so that who takes over thousands of them asks the database for little at a time.
/// </summary>
internal sealed partial class ForecastTeacher(Database database, TimeProvider clock, ILogger<ForecastTeacher> logger)
{
    private const int MostAtOnce = 20;
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double Percent = 100;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    /// <summary>One answer has not room for all.</summary>
    private static readonly int Part = (int)TimeSpan.FromDays(7).TotalSeconds;

    private Task<List<Lesson>>? reading;
    private long failedAt;

    /// <summary>To be called now and then: hands over what was read since the last time, and has more read. It waits for nothing.</summary>
    public void Teach(IReadOnlyCollection<ScaleWatch> watches, CancellationToken cancellationToken)
    {
        if (reading is { IsCompleted: false })
            return;
        if (reading is { IsCompletedSuccessfully: true, Result: var lessons })
            lessons.ForEach(lesson => lesson.Watch.Learn(lesson.Need, lesson.Forecasts));
        reading = null;
        if (failedAt != 0 && clock.GetElapsedTime(failedAt) < AfterFailure)
            return;
        failedAt = 0;
        var ignorant = watches.Where(watch => watch.WantsHistory).Take(MostAtOnce).Select(watch => (watch, watch.Need, watch.Deployment.Id)).ToList();
        if (ignorant.Count > 0)
            reading = ReadAsync(ignorant, cancellationToken);
    }

    private async Task<List<Lesson>> ReadAsync(List<(ScaleWatch Watch, ForecastNeed Need, Guid Id)> ignorant, CancellationToken cancellationToken)
    {
        var lessons = new List<Lesson>();
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            foreach (var (watch, need, id) in ignorant)
                lessons.Add(new Lesson(watch, need, await LearnAsync(connection, id, need, cancellationToken)));
        }
        catch (Exception exception)
        {
            failedAt = clock.GetTimestamp();
            NotRead(logger, exception);
        }
        return lessons;
    }

    private async Task<Dictionary<ScalingTrigger, SeasonalForecast>> LearnAsync(NpgsqlConnection connection, Guid deploymentId, ForecastNeed need, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var end = MetricLevel.Floor(now, SeasonalForecast.SlotSeconds);
        var points = new List<MetricPoint?>();
        for (var from = end - 2 * Part; from < end; from += Part)
            points.AddRange((await MetricHistory.ReadAsync(connection, deploymentId, MetricRange.Decide(from, from + Part, SeasonalForecast.SlotSeconds, now), null, cancellationToken)).Points);
        var first = end - points.Count * SeasonalForecast.SlotSeconds;
        foreach (var (from, to) in await LoadTestsAsync(connection, deploymentId, cancellationToken))
        {
            for (var slot = Math.Max(0, (from - first) / SeasonalForecast.SlotSeconds); slot < points.Count && first + (slot * SeasonalForecast.SlotSeconds) <= to; slot++)
                points[(int)slot] = null;
        }
        var forecasts = new Dictionary<ScalingTrigger, SeasonalForecast>();
        if (need.Requests)
            Add(ScalingTrigger.Requests, point => (double)point.Traffic.Requests / point.Seconds);
        if (need.Concurrency)
            Add(ScalingTrigger.Concurrency, point => (double)point.Traffic.InFlight / point.Seconds);
        if (need.Cpus > 0)
            Add(ScalingTrigger.Cpu, point => Percent * point.Usage[UsageMeasure.Cpu].Mean / (need.Cpus * MicrosecondsPerSecond));
        return forecasts;

        void Add(ScalingTrigger trigger, Func<MetricPoint, double?> demand)
        {
            forecasts[trigger] = new SeasonalForecast();
            forecasts[trigger].Learn(first, points.Select(point => point is { Seconds: >= SeasonalForecast.SlotSeconds / 2 } ? demand(point) : null));
        }
    }

    /// <summary>Whose load is nobody's habit; in Unix seconds.</summary>
    private static async Task<List<(long From, long To)>> LoadTestsAsync(NpgsqlConnection connection, Guid deploymentId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT extract(epoch FROM started_at)::bigint, extract(epoch FROM coalesce(ended_at, now()))::bigint FROM load_tests WHERE deployment_id = $1 AND started_at IS NOT NULL", connection)
        {
            Parameters = { new() { Value = deploymentId } },
        };
        var tests = new List<(long, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            tests.Add((reader.GetInt64(0), reader.GetInt64(1)));
        return tests;
    }

    private readonly record struct Lesson(ScaleWatch Watch, ForecastNeed Need, Dictionary<ScalingTrigger, SeasonalForecast> Forecasts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What load there was at this time on other days could not be read; instances are not started early before it is")]
    private static partial void NotRead(ILogger logger, Exception exception);
}
