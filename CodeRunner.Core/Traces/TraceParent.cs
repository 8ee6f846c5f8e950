using System.Diagnostics;

namespace CodeRunner.Core.Traces;

/// <summary>
/// A place in a trace as W3C writes it ("00-…-…-01"), stored with what was asked for, so that whoever carries it out goes on with the same trace.
/// </summary>
public static class TraceParent
{
    public const int Length = 55;

    /// <summary>Where the caller is now; null outside of any trace.</summary>
    public static string? OfNow() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { Length: Length } id } ? id : null;

    /// <summary>The context that a stored one stands for; the default where there is none.</summary>
    public static ActivityContext Read(string? text) => ActivityContext.TryParse(text, null, isRemote: true, out var context) ? context : default;
}
