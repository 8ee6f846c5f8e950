using CodeRunner.Core.Scaling.Compatibility;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Scaling.Compatibility;

public sealed class HpaReplicasTests
{
    [Fact]
    public void A_missing_metric_never_removes_more_than_an_idle_pod_would() => Prop.ForAll(ArbMap.Default.ArbFor<(NonEmptyArray<byte>, byte)>(), any =>
    {
        HpaPod[] measured = [.. any.Item1.Get.Select(usage => Pod(usage * 10L))];
        var (current, target) = (measured.Length + 1, 1 + any.Item2);

        var missing = HpaReplicas.ForUtilization(current, [.. measured, Pod(null)], target, HpaTolerance.Default).Replicas;
        var idle = HpaReplicas.ForUtilization(current, [.. measured, Pod(0)], target, HpaTolerance.Default).Replicas;

        return missing >= Math.Min(current, idle!.Value);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_pod_that_just_started_is_not_judged_by_its_usage() => Prop.ForAll(ArbMap.Default.ArbFor<(NonEmptyArray<byte>, byte)>(), any =>
    {
        HpaPod[] pods = [.. any.Item1.Get.Select(usage => Pod(usage * 10L))];
        HpaPod[] withNew = [.. pods, Pod(any.Item2 * 10L) with { Starting = true }];

        return HpaReplicas.ForUtilization(pods.Length + 1, withNew, 50, HpaTolerance.Default)
            == HpaReplicas.ForUtilization(pods.Length + 1, [.. pods, Pod(9999) with { Starting = true }], 50, HpaTolerance.Default);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_metrics_there_is_a_reason_and_no_number()
    {
        Refused([Pod(null)]).ShouldBe("no metrics returned from resource metrics API");
        Refused([Pod(500) with { Ready = false }]).ShouldBe("did not receive metrics for targeted pods (pods might be unready)");
        Refused([Pod(500) with { RequestMilli = null }]).ShouldBe("missing request for cpu in a container of a pod");
        Refused([Pod(null)], strangers: [700]).ShouldBe("no metrics returned matched known pods");
        Refused([], strangers: [700]).ShouldBe("no pods returned by selector while calculating replica count");
    }

    [Fact]
    public void Several_metrics_ask_for_the_most_and_a_blind_one_keeps_what_there_is()
    {
        var (few, many, blind) = (For(100), For(900), HpaReplicas.ForUtilization(4, [], 50, HpaTolerance.Default));

        HpaReplicas.Together(4, [few, many]).ShouldBe(many.Replicas);
        HpaReplicas.Together(4, [blind, many]).ShouldBe(many.Replicas);
        HpaReplicas.Together(4, [few, blind]).ShouldBeNull();
        HpaReplicas.Together(4, [blind]).ShouldBeNull();
    }

    private static HpaProposal For(long usage) => HpaReplicas.ForUtilization(4, [Pod(usage), Pod(usage), Pod(usage), Pod(usage)], 50, HpaTolerance.Default);

    private static string? Refused(HpaPod[] pods, params long[] strangers)
    {
        var proposal = HpaReplicas.ForUtilization(3, pods, 50, HpaTolerance.Default, strangersMilli: strangers);
        proposal.Replicas.ShouldBeNull();
        return proposal.Error;
    }

    private static HpaPod Pod(long? usage) => new(HpaPodPhase.Running, Ready: true, Starting: false, Deleting: false, RequestMilli: 1000, usage);
}
