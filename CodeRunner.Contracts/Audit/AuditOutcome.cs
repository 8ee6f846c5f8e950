namespace CodeRunner.Contracts.Audit;

public enum AuditOutcome
{
    Done,
    Denied,
    Failed,
}
