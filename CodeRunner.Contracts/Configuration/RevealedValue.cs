namespace CodeRunner.Contracts.Configuration;

public sealed record RevealedValue(string Value)
{
    /// <summary>Without any value: it may be logged by mistake.</summary>
    public override string ToString() => nameof(RevealedValue);
}
