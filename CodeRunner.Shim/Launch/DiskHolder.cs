using System.Text.Json;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// Keeps disks mounted for the Worker, which reaches them through /proc/PID/root. They go with it: when the Worker ends, however it does, so does our input.
/// </summary>
internal static class DiskHolder
{
    private const byte EndOfInstruction = (byte)'\n';

    public static int Run()
    {
        Detachment.FromTheWorker();
        try
        {
            var instruction = JsonSerializer.Deserialize(StandardStreams.ReadInput(EndOfInstruction), ProtocolJson.Default.HoldInstruction)!;
            Stage.Enter(null);
            var held = new List<HeldDisk>();
            foreach (var disk in instruction.Disks)
            {
                held.Add(HeldDisk.Mount(disk));
                if (Libc.FAccessAt(Posix.AtFdCwd, $"{disk.Directory}/{DiskMount.Files}", 0, 0) != 0)
                    Posix.Check(Libc.MkDir($"{disk.Directory}/{DiskMount.Files}", 0x1C0), "make the files' directory");
            }

            StandardStreams.Answer(new LaunchAnswer(true), keepInput: true);
            StandardStreams.AwaitEnd();
            return held.ConvertAll(disk => disk.TryUnmount()).TrueForAll(whole => whole) ? 0 : 1;
        }
        catch (IOException problem)
        {
            StandardStreams.Answer(new LaunchAnswer(false, problem.Message));
            return 1;
        }
    }
}
