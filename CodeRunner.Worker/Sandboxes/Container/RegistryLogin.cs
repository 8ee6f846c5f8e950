namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>A login at the image registry <see cref="Host"/>, such as ghcr.io.</summary>
public sealed class RegistryLogin
{
    public string Host { get; set; } = "";

    public string Username { get; set; } = "";

    public string Password { get; set; } = "";
}
