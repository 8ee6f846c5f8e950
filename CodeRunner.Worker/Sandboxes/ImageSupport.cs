namespace CodeRunner.Worker.Sandboxes;

internal static class ImageSupport
{
    public static SandboxException Missing(string provider) => new(
        "image_not_supported",
        $"This node makes its sandboxes with {provider}, which can't run images. Hand over source, or have the operator set {SandboxOptions.Section}:{nameof(SandboxOptions.Provider)} to container or swarm.");
}
