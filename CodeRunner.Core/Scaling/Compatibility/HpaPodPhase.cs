namespace CodeRunner.Core.Scaling.Compatibility;

public enum HpaPodPhase
{
    Running,
    Pending,
    Failed,
}
