namespace CodeRunner.Worker.Ingress.Choosing;

/// <summary>
/// Which requests are sent to a second target. What no app saw may be repeated, whatever it asks. What an app may have seen is repeated only when doing it twice is
/// doing it once, and never to the last target that is well: the request may be what broke the first.
/// </summary>
internal static class RetryRule
{
    private const int LeftBehind = 1;

    /// <param name="outcome">How the first try ended.</param>
    /// <param name="isIdempotent">By its method, and without a body that would have to be kept.</param>
    /// <param name="otherGood">Targets besides the first that are well.</param>
    public static bool Allows(SendOutcome outcome, bool isIdempotent, int otherGood) => outcome switch
    {
        SendOutcome.Refused => true,
        SendOutcome.Broken => isIdempotent && otherGood > LeftBehind,
        _ => false,
    };
}
