namespace CodeRunner.AppHost.Announcing;

internal enum Progress
{
    Starting,
    Ready,
    Failed,
}
