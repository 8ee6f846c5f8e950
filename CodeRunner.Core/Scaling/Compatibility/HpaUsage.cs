namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// Pods added up: all that the number of replicas depends on. Usages and requests in thousandths of a unit. <paramref name="Ready"/>: pods that count fully, which
/// have a metric, and are ready where that is asked. <paramref name="Samples"/>: metrics in <paramref name="UsageMilli"/>.
/// </summary>
public readonly record struct HpaUsage(int Ready, int Samples, long UsageMilli, long RequestMilli)
{
    /// <summary>Metrics of pods that nobody knows (any more). They have no request, so that their usage can't be counted, but they are.</summary>
    public int Strangers { get; init; }

    public int Missing { get; init; }
    public long MissingRequestMilli { get; init; }
    public long MissingAtMostMilli { get; init; }

    public int Unready { get; init; }
    public long UnreadyRequestMilli { get; init; }

    /// <summary><paramref name="readiness"/>: whether an unready pod's metric is put aside, as a processor's is: an app that starts uses much for a while.</summary>
    internal static HpaUsage Of(ReadOnlySpan<HpaPod> pods, ReadOnlySpan<long> strangersMilli, HpaTarget target, bool readiness)
    {
        var sum = new HpaUsage();
        foreach (ref readonly var pod in pods)
            sum = sum.With(pod, target, readiness);
        if (target.IsPercent)
            return sum with { Strangers = strangersMilli.Length };
        foreach (var usage in strangersMilli)
            sum = sum with { Samples = sum.Samples + 1, UsageMilli = sum.UsageMilli + usage };
        return sum;
    }

    private HpaUsage With(in HpaPod pod, HpaTarget target, bool readiness)
    {
        var request = pod.RequestMilli ?? 0;
        return pod switch
        {
            { Deleting: true } or { Phase: HpaPodPhase.Failed } => this,
            { Phase: HpaPodPhase.Pending } => WithUnready(request),
            { UsageMilli: null } => this with
            {
                Missing = Missing + 1,
                MissingRequestMilli = MissingRequestMilli + request,
                MissingAtMostMilli = MissingAtMostMilli + target.AtMost(request),
            },
            _ when readiness && (pod.Starting || !pod.Ready) => WithUnready(request),
            { UsageMilli: { } usage } => this with
            {
                Ready = Ready + 1,
                Samples = Samples + 1,
                UsageMilli = UsageMilli + usage,
                RequestMilli = RequestMilli + request,
            },
        };
    }

    private HpaUsage WithUnready(long request) => this with { Unready = Unready + 1, UnreadyRequestMilli = UnreadyRequestMilli + request };

    /// <summary>With what nobody measured filled in against the direction of the change: missing pods use much when it removes pods, and nothing when it adds some.</summary>
    internal HpaUsage Filled(bool missingUsesMuch, bool withMissing, bool withUnready) => this with
    {
        Samples = Samples + (withMissing ? Missing : 0) + (withUnready ? Unready : 0),
        UsageMilli = UsageMilli + (missingUsesMuch ? MissingAtMostMilli : 0),
        RequestMilli = RequestMilli + (withMissing ? MissingRequestMilli : 0) + (withUnready ? UnreadyRequestMilli : 0),
    };
}
