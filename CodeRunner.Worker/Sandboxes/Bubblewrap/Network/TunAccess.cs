namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>Whether this user may make network devices in namespaces of its own.</summary>
internal static class TunAccess
{
    public const string Device = "/dev/net/tun";

    public static bool IsGranted()
    {
        try
        {
            File.OpenHandle(Device, FileMode.Open, FileAccess.ReadWrite).Dispose();
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
