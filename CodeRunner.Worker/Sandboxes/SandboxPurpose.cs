namespace CodeRunner.Worker.Sandboxes;

public enum SandboxPurpose
{
    Build,
    Instance,
}
