namespace CodeRunner.Contracts.Configuration;

/// <summary>Dotenv text, and which of its keys are secrets; what the text or a key's name says of that counts no more then.</summary>
public sealed record ImportDotEnvRequest(string Dotenv, IReadOnlyList<string> Secrets)
{
    /// <summary>Without the text, which has values of secrets.</summary>
    public override string ToString() => $"{nameof(ImportDotEnvRequest)} {{ {Secrets?.Count} secrets }}";
}
