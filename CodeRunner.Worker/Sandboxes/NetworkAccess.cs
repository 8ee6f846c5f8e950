namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// What a sandbox reaches besides its own loopback: nothing, or the internet, which is every public address. <see cref="Hosts"/> are let through although their
/// addresses are private, each at one port.
/// </summary>
public sealed record NetworkAccess(bool ToInternet, IReadOnlyList<AllowedHost> Hosts)
{
    public static readonly NetworkAccess None = new(false, []);

    public static readonly NetworkAccess Internet = new(true, []);
}
