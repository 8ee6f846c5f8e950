namespace CodeRunner.Shim.Protocol;

/// <summary>Names in a sandbox's state directory.</summary>
internal static class StateFiles
{
    public const string Shim = "shim.json";
    public const string Exit = "exit.json";
    public const string Stop = "stop.json";
    public const string Acknowledged = "acknowledged";
    public const string Output = "output";

    /// <summary>The sandbox's own /etc/hosts and /etc/resolv.conf.</summary>
    public const string Names = "names";

    /// <summary>A unix socket: see <see cref="GateProtocol"/>.</summary>
    public const string Gate = "gate";
    public const string SegmentSuffix = ".seg";

    /// <summary>A segment is named for the first seq that may be in it, so that names sort as their content does.</summary>
    public static string Segment(long firstSeq) => firstSeq.ToString("D20") + SegmentSuffix;

    public static bool TryParseSegment(ReadOnlySpan<char> name, out long firstSeq)
    {
        firstSeq = 0;
        return name.EndsWith(SegmentSuffix) && long.TryParse(name[..^SegmentSuffix.Length], out firstSeq);
    }
}
