namespace CodeRunner.Contracts.Releases;

public enum ReleaseState
{
    Queued,
    Building,
    Starting,
    Serving,
    Superseded,
    Failed,
    Cancelled,
}
