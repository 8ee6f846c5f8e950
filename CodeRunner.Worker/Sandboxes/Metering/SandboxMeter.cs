using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>Of a sandbox with control groups; its network and its disk where it has its own.</summary>
internal sealed class SandboxMeter(GroupMeter groups, NetworkMeter? network, DiskMeter? disk) : ISandboxMeter
{
    public static SandboxMeter Open(ProcessIdentity init, SandboxGroups groups, int ownProcesses, DiskMeter? disk) =>
        new(GroupMeter.Open(groups, ownProcesses), NetworkMeter.TryOpen(init), disk);

    public bool TryRead(out SandboxReading reading)
    {
        try
        {
            var traffic = network?.Read();
            reading = new SandboxReading(groups.ReadCpu(), groups.ReadMemory(), groups.ReadPids(), disk?.Read(), traffic?.Received, traffic?.Sent);
            return true;
        }
        catch (IOException)
        {
            // The groups are gone, and so is the sandbox.
            reading = default;
            return false;
        }
    }

    public void Dispose()
    {
        groups.Dispose();
        network?.Dispose();
    }
}
