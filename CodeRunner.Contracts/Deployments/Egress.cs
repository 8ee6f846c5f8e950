namespace CodeRunner.Contracts.Deployments;

/// <summary>What an instance reaches outside itself.</summary>
public enum Egress
{
    Internet,
    None,
}
