using CodeRunner.Contracts.Optimization;
using CodeRunner.Core;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Tests.Core.Metrics;

namespace CodeRunner.Tests.Api.Support;

/// <summary>What a Worker would have learned of a deployment.</summary>
internal static class Learned
{
    private const int WindowMinutes = 5;
    private const double Microseconds = 1_000_000;
    private const double Mb = 1 << 20;

    /// <summary>So many hours in which its one instance used so much, until now; every tenth second needed <paramref name="burst"/> cores.</summary>
    public static LearnedUsage Usage(double hours, double cores, double memoryMb, double burst = 0, DateTimeOffset? until = null)
    {
        var (learned, instance, end) = (new LearnedUsage(), Guid.NewGuid(), until ?? DateTimeOffset.UtcNow);
        for (var time = end.AddHours(-hours); time < end; time = time.AddMinutes(WindowMinutes))
        {
            var window = new UsageWindow(time);
            for (var second = 0; second < 20; second++)
            {
                window.Add(instance, Points.Usage((long)(Microseconds * (burst > 0 && second % 10 == 0 ? burst : cores)), (long)(memoryMb * Mb)));
                window.Next();
            }
            learned.Observe(window, time.AddMinutes(WindowMinutes));
        }
        return learned;
    }

    /// <summary>Stores it as its owner does.</summary>
    public static async Task StoreAsync(CodeRunnerDb db, Guid deploymentId, LearnedUsage learned)
    {
        if (await db.UsageCheckpoints.FindAsync(deploymentId) is { } known)
            known.Store(learned.ToState(), DateTimeOffset.UtcNow);
        else
            db.Add(new UsageCheckpoint(deploymentId, learned.ToState(), DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
    }

    public static async Task LearnAsync(this ApiFactory api, Guid deploymentId, LearnedUsage learned)
    {
        await using var db = api.Db();
        await StoreAsync(db, deploymentId, learned);
    }

    /// <summary>A recommendation for a deployment that has far more than it uses.</summary>
    public static async Task<Guid> AdviseAsync(this ApiFactory api, TestUser user, Guid deploymentId)
    {
        await api.LearnAsync(deploymentId, Usage(30, 0.02, 60));
        return (await user.GetAsync<OptimizationResponse>($"/api/deployments/{deploymentId}/optimization"))!.Recommendations[0].Id;
    }
}
