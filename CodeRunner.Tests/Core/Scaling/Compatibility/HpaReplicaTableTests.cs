using CodeRunner.Core.Scaling.Compatibility;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class HpaReplicaTableTests
{
    [SharedDataFact("scaling/tables/hpa_replica_calculation.json")]
    public void Replicas_are_what_kubernetes_calculates() => ScalingTable.Holds<Case>("hpa_replica_calculation.json", "cases", row =>
    {
        var proposal = Propose(row);

        if (row.Expect.ErrorContains is { } error)
        {
            proposal.Replicas.ShouldBeNull();
            proposal.Error.ShouldNotBeNull().ShouldContain(error);
            return;
        }
        proposal.Error.ShouldBeNull();
        proposal.Replicas.ShouldBe(row.Expect.Replicas);
        proposal.UtilizationPercent.ShouldBe(row.Expect.UtilizationPercent);
        proposal.UsageMilli.ShouldBe(row.Expect.AverageUsageMilli ?? row.Expect.UsageMilli);
    });

    private static HpaProposal Propose(Case row)
    {
        HpaPod[] pods = [.. (row.Pods ?? []).Select(pod => new HpaPod(pod.Phase, pod.Ready, pod.InCpuInitPeriod, pod.Deleting, pod.RequestMilli, pod.UsageMilli))];
        var (current, processor) = (row.CurrentReplicas, row.Resource is null or "cpu");
        var tolerance = new HpaTolerance(row.Tolerance.ScaleUp, row.Tolerance.ScaleDown);
        var total = HpaTotals.Sum(row.MetricValuesMilli ?? []);
        return row.Method switch
        {
            "resource_utilization" => HpaReplicas.ForUtilization(
                current, pods, row.TargetUtilizationPercent, tolerance, processor, row.UnknownPodUsagesMilli ?? []),
            "resource_average_value" => HpaReplicas.ForAverage(
                current, pods, row.TargetAverageValueMilli, tolerance, processor, row.UnknownPodUsagesMilli ?? []),
            "pods_average_value" => HpaReplicas.ForAverage(
                current, pods, row.TargetAverageValueMilli, tolerance, strangersMilli: row.UnknownPodUsagesMilli ?? []),
            "object_value" or "external_value" => HpaTotals.ForValue(current, row.ReadyRunningPods ?? 0, total, row.TargetValueMilli, tolerance),
            "object_average_value" or "external_average_value" => HpaTotals.ForAverage(current, total, row.TargetAverageValueMilli, tolerance),
            _ => throw new InvalidOperationException($"{row.Method} is not a method of the calculator."),
        };
    }

    private sealed record Case(
        string Method,
        string? Resource,
        int CurrentReplicas,
        int TargetUtilizationPercent,
        long TargetAverageValueMilli,
        long TargetValueMilli,
        Tolerances Tolerance,
        Pod[]? Pods,
        long[]? UnknownPodUsagesMilli,
        int? ReadyRunningPods,
        long[]? MetricValuesMilli,
        Expectation Expect);

    private sealed record Tolerances(double ScaleUp, double ScaleDown);

    private sealed record Pod(HpaPodPhase Phase, bool Ready, bool InCpuInitPeriod, bool Deleting, long? RequestMilli, long? UsageMilli);

    private sealed record Expectation(int? Replicas, int? UtilizationPercent, long? AverageUsageMilli, long? UsageMilli, string? ErrorContains);
}
