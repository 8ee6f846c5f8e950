namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>How many replicas Kubernetes' horizontal autoscaler asks for, of what its pods use. Pure; the semantics of its replica calculator.</summary>
public static class HpaReplicas
{
    /// <summary>
    /// Against a percentage of what the pods requested. <paramref name="pods"/>: all that belong to the app, in whatever state. <paramref name="processor"/>: whether
    /// processor time is measured, of which an unready or just started pod's doesn't count. <paramref name="strangersMilli"/>: metrics of pods that are not in
    /// <paramref name="pods"/>.
    /// </summary>
    public static HpaProposal ForUtilization(
        int current, ReadOnlySpan<HpaPod> pods, int targetPercent, HpaTolerance tolerance, bool processor = true, ReadOnlySpan<long> strangersMilli = default)
    {
        if (NothingMeasured(pods, strangersMilli))
            return HpaProposal.Failed("no metrics returned from resource metrics API");
        if (pods.IsEmpty)
            return HpaProposal.Failed("no pods returned by selector while calculating replica count");
        var target = HpaTarget.Percent(targetPercent);
        var usage = HpaUsage.Of(pods, strangersMilli, target, processor);
        if (usage.Samples + usage.Strangers > 0 && RequestMissing(pods))
            return HpaProposal.Failed($"missing request for {(processor ? "cpu" : "memory")} in a container of a pod");
        return ForUsage(current, usage, target, tolerance);
    }

    /// <summary>Against an average in thousandths of a unit. <paramref name="processor"/>: as above; false for metrics of the app's own.</summary>
    public static HpaProposal ForAverage(
        int current, ReadOnlySpan<HpaPod> pods, long targetMilli, HpaTolerance tolerance, bool processor = false, ReadOnlySpan<long> strangersMilli = default)
    {
        if (NothingMeasured(pods, strangersMilli))
            return HpaProposal.Failed($"no metrics returned from {(processor ? "resource" : "custom")} metrics API");
        if (pods.IsEmpty)
            return HpaProposal.Failed("no pods returned by selector while calculating replica count");
        var target = HpaTarget.AverageMilli(targetMilli);
        return ForUsage(current, HpaUsage.Of(pods, strangersMilli, target, processor), target, tolerance);
    }

    /// <summary>Of pods that are added up already.</summary>
    public static HpaProposal ForUsage(int current, in HpaUsage usage, HpaTarget target, HpaTolerance tolerance)
    {
        if (usage.Samples + usage.Strangers == 0)
            return HpaProposal.Failed("did not receive metrics for targeted pods (pods might be unready)");
        if (target.IsPercent && usage.RequestMilli == 0)
            return HpaProposal.Failed("no metrics returned matched known pods");

        var ratio = target.Ratio(usage.UsageMilli, usage.RequestMilli, usage.Samples);
        var growsPastUnready = usage.Unready > 0 && ratio > 1.0;
        var replicas = usage.Missing > 0 || growsPastUnready
            ? Cautious(current, usage, target, tolerance, ratio, growsPastUnready)
            : tolerance.Covers(ratio) ? current : (int)Math.Ceiling(ratio * usage.Ready);
        return HpaProposal.Of(
            replicas, usage.UsageMilli / usage.Samples, target.IsPercent ? HpaTarget.PercentOf(usage.UsageMilli, usage.RequestMilli) : null);
    }

    private static int Cautious(int current, in HpaUsage usage, HpaTarget target, HpaTolerance tolerance, double ratio, bool withUnready)
    {
        // At exactly 1 the missing ones are left out: whatever they used, the answer would stay.
        var filled = usage.Filled(missingUsesMuch: ratio < 1.0, withMissing: ratio is < 1.0 or > 1.0, withUnready);
        var better = target.Ratio(filled.UsageMilli, filled.RequestMilli, filled.Samples);
        if (tolerance.Covers(better) || (ratio < 1.0 && better > 1.0) || (ratio > 1.0 && better < 1.0))
            return current;

        var replicas = (int)Math.Ceiling(better * (filled.Samples + filled.Strangers));
        var turns = better < 1.0 ? replicas > current : replicas < current;
        return turns ? current : replicas;
    }

    /// <summary>
    /// What several metrics ask for together: the most. Null where none can tell, or where one can't and the others would remove replicas: what is missing may be what
    /// needs them.
    /// </summary>
    public static int? Together(int current, ReadOnlySpan<HpaProposal> proposals)
    {
        int? most = null;
        var blind = false;
        foreach (ref readonly var proposal in proposals)
        {
            blind |= proposal.Replicas is null;
            if (proposal.Replicas is { } replicas)
                most = Math.Max(most ?? 0, replicas);
        }
        return blind && most < current ? null : most;
    }

    private static bool NothingMeasured(ReadOnlySpan<HpaPod> pods, ReadOnlySpan<long> strangersMilli)
    {
        foreach (ref readonly var pod in pods)
        {
            if (pod.UsageMilli is not null)
                return false;
        }
        return strangersMilli.IsEmpty;
    }

    private static bool RequestMissing(ReadOnlySpan<HpaPod> pods)
    {
        foreach (ref readonly var pod in pods)
        {
            if (pod.RequestMilli is null)
                return true;
        }
        return false;
    }
}
