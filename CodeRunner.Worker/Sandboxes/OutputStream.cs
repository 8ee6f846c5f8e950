namespace CodeRunner.Worker.Sandboxes;

public enum OutputStream : byte
{
    Stdout = 1,
    Stderr = 2,
}
