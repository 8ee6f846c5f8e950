using CodeRunner.Api.Problems;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.LoadTests;

namespace CodeRunner.Api.LoadTests;

/// <summary>What a load test may ask for.</summary>
internal static class LoadTestChecks
{
    private const string UsualMethod = "GET";
    private const int UsualConcurrency = 32;
    private const int UsualRequests = 20_000;
    private const int UsualSeconds = 30;

    public static Faults Check(LoadTestRequest request, out LoadTestPlan plan)
    {
        plan = new(
            request.Path ?? "/", request.Method ?? UsualMethod, request.MaxConcurrency ?? UsualConcurrency, request.MaxRequests ?? UsualRequests, request.Seconds ?? UsualSeconds);
        var fine = LoadTestPath.IsFine(plan.Path, out var fault);
        return new Faults()
            .Check(
                request.Consent == true, "consent",
                $"It must be true. A load test sends up to {plan.MaxRequests} requests, up to {plan.MaxConcurrency} at once, for {plan.Seconds} seconds, to the app that visitors use: they may wait longer meanwhile, it may fail under the load, and what its requests cause (rows, mails, bills of others) is caused as often.")
            .Check(fine, "path", fault ?? "")
            .Check(plan.Method is "GET" or "HEAD", "method", "It must be GET or HEAD.")
            .Range(request.MaxConcurrency, "maxConcurrency", 1, LoadTestPlan.MostConcurrency)
            .Range(request.MaxRequests, "maxRequests", LoadTestPlan.LeastRequests, LoadTestPlan.MostRequests)
            .Range(request.Seconds, "seconds", LoadTestPlan.LeastSeconds, LoadTestPlan.MostSeconds);
    }
}
