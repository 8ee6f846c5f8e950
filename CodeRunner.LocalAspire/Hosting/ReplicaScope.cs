namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Which replica the values of this flow are for, counted from 0.</summary>
internal static class ReplicaScope
{
    private static readonly AsyncLocal<int> OnThisFlow = new();

    public static int Current
    {
        get => OnThisFlow.Value;
        set => OnThisFlow.Value = value;
    }
}
