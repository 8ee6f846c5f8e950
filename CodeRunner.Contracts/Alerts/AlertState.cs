namespace CodeRunner.Contracts.Alerts;

public enum AlertState
{
    Firing,
    Resolved,
}
