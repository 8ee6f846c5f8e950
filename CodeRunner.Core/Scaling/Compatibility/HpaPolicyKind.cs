namespace CodeRunner.Core.Scaling.Compatibility;

public enum HpaPolicyKind
{
    Pods,
    Percent,
}
