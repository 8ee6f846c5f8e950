using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

internal sealed record SandboxRun(IReadOnlyList<OutputRecord> Records, SandboxExit Exit)
{
    public IReadOnlyList<string> Output => [.. Records.Where(r => r.Stream == OutputStream.Stdout).Select(r => r.Text)];

    public IReadOnlyList<string> Errors => [.. Records.Where(r => r.Stream == OutputStream.Stderr).Select(r => r.Text)];

    public string Text => string.Join('\n', Output);
}
