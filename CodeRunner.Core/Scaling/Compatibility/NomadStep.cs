namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>So many more (or fewer), so many percent more (or fewer), or exactly so many.</summary>
public enum NomadStep
{
    Delta,
    Percentage,
    Value,
}
