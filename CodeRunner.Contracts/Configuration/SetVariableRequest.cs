namespace CodeRunner.Contracts.Configuration;

/// <summary>What is left out stays as it is; a new variable is not encrypted unless said.</summary>
public sealed record SetVariableRequest(string? Value = null, bool? Encrypted = null, string? Description = null, string? Reason = null)
{
    /// <summary>Without any value: it may be logged by mistake.</summary>
    public override string ToString() => nameof(SetVariableRequest);
}
