namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>Which of several policies counts: the one that lets most change, the one that lets least, or none.</summary>
public enum HpaSelect
{
    Max,
    Min,
    Disabled,
}
