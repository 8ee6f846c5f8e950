using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>
/// How full a sandbox's own disk is: by asking its file system, now and then. Nothing of it stays open, which would keep it from being unmounted.
/// </summary>
internal sealed class DiskMeter(ProcessIdentity init, TimeSpan interval, TimeProvider time)
{
    private long? used;
    private long readAt;

    public long? Read()
    {
        if (used is not null && time.GetElapsedTime(readAt) < interval)
            return used;
        readAt = time.GetTimestamp();
        used = Ask();
        return used;
    }

    private long? Ask()
    {
        try
        {
            // The app can neither move nor replace it: it is a mount.
            var space = FreeSpace.Of($"/proc/{init.Pid}/root/app", "/app");
            return init.IsAlive ? space.Bytes - space.FreeBytes : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
