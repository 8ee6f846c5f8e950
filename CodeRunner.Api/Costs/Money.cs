namespace CodeRunner.Api.Costs;

internal static class Money
{
    /// <summary>Finer than any currency: an hour of a small app costs a fraction of a cent, and sums of what is shown shall still be right.</summary>
    public static decimal Shown(decimal amount) => Math.Round(amount, 6);
}
