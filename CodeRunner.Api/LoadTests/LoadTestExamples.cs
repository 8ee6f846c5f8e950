using CodeRunner.Api.OpenApi;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.LoadTests;
using CodeRunner.Core.LoadTests.Deciding;

namespace CodeRunner.Api.LoadTests;

/// <summary>What the API's description shows of load tests.</summary>
internal static class LoadTestExamples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static LoadTestRequest Request { get; } = new(true, "/products?page=2", "GET", 8, 20_000, 30);

    public static LoadTestResponse Queued { get; } = new(
        new("019abcde-0000-7000-8000-0000000000e1"), Examples.Deployment.Id, LoadTestState.Queued, null, "/products?page=2", "GET", 8, 20_000, 30,
        null, null, null, 0, 0, [], null, null, "Ada", Noon, null, null);

    public static LoadTestResponse Cancelled { get; } = Queued with { State = LoadTestState.Cancelled, Reason = LoadTestReasons.Cancelled, EndedAt = Noon.AddSeconds(2) };

    public static LoadTestResponse Completed { get; } = Of(4, 1);

    public static Page<LoadTestResponse> Page { get; } = new([Completed], null);

    public static LoadTestComparison Comparison { get; } = LoadTestComparer.Compare(Of(3, 0.8), Completed);

    private static LoadTestResponse Of(int release, double speed)
    {
        LoadTestStep[] steps = [Step(1, 210 * speed, 4.6 / speed), Step(2, 405 * speed, 4.8 / speed), Step(4, 640 * speed, 6.1 / speed), Step(8, 655 * speed, 12 / speed)];
        var (knee, note) = KneeDecider.Decide(steps);
        return Queued with
        {
            State = LoadTestState.Completed,
            Release = release,
            Limits = Limits.Default,
            Instances = 1,
            Requests = steps.Sum(step => step.Requests) + 400,
            WarmUpRequests = 400,
            Steps = steps,
            Knee = knee,
            KneeNote = note,
            StartedAt = Noon.AddSeconds(1),
            EndedAt = Noon.AddSeconds(31),
        };
    }

    private static LoadTestStep Step(int concurrency, double throughput, double latency)
    {
        var requests = (long)(throughput * 6.7);
        return new(
            concurrency, 6.7, requests, 0, new(requests, 0, 0, 0, 0, 0), Math.Round(throughput, 1), Math.Round(latency, 2), Math.Round(1.4 * latency, 2), Math.Round(1.9 * latency, 2), requests * 1200, 1);
    }
}
