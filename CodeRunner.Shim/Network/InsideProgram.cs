using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CodeRunner.Shim.Launch;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>
/// For an ordinary user, whose processes may enter a namespace of theirs but not come back: a program that stays there for as long as the sandbox lives. This
/// is the shim's side of it; <see cref="InsideMain"/> is the other.
/// </summary>
internal sealed class InsideProgram : INetworkNamespace
{
    private const long AnswerSeconds = 10;
    private readonly int _channel;
    private readonly int _pid;

    private InsideProgram(int channel, int pid) => (_channel, _pid) = (channel, pid);

    public static InsideProgram Start(NetworkInstruction instruction, int network, int user, StateDirectory state)
    {
        var (ours, theirs) = Sockets.PacketPair();
        Sockets.SetReceiveTimeout(ours, AnswerSeconds);
        var gate = Sockets.ListenAt($"/proc/self/fd/{state.Root}/{StateFiles.Gate}");
        var nothing = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, "/dev/null", Posix.WriteOnly | Posix.CloseOnExec, 0), "open /dev/null");
        var pid = SandboxProcess.Spawn([.. instruction.Inside!, .. Self(), NetworkInstruction.InsideWord, .. Arguments(instruction.Policy)], [theirs, nothing, nothing, network, user, gate]);
        foreach (var descriptor in (int[])[theirs, nothing, gate]) Libc.Close(descriptor);
        return new InsideProgram(ours, pid);
    }

    /// <summary>Not compiled natively, the program must be told where its runtime is.</summary>
    private static IEnumerable<string> Self() =>
        RuntimeFeature.IsDynamicCodeSupported && Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root
            ? ["/usr/bin/env", $"DOTNET_ROOT={root}", Environment.ProcessPath!]
            : [Environment.ProcessPath!];

    private static IEnumerable<string> Arguments(NetworkPolicy? policy) =>
        policy is null ? [] : [JsonSerializer.Serialize(policy, ProtocolJson.Default.NetworkPolicy)];

    /// <summary>The program answers when it stands inside, also where there is no policy.</summary>
    public void AwaitArrival() => Exchange(InsideMain.Arrive);

    public IReadOnlyList<int> Prepare(NetworkPolicy policy) => Exchange(InsideMain.Prepare);

    public void Connect(NetworkPolicy policy) => Exchange(InsideMain.Connect);

    public unsafe void End()
    {
        Libc.Close(_channel);
        int status;
        _ = Libc.WaitPid(_pid, &status, 0);
    }

    private int[] Exchange(byte request)
    {
        Span<byte> answer = stackalloc byte[1024];
        var read = DescriptorMessage.TrySend(_channel, [request], []) ? DescriptorMessage.Receive(_channel, answer, out var descriptors) : Fail(out descriptors);
        if (read <= 0) throw new IOException("Nobody could be sent into the sandbox's network namespace.");
        if (answer[0] != InsideMain.Done) throw new IOException(Encoding.UTF8.GetString(answer[..read]));
        return descriptors;
    }

    private static int Fail(out int[] descriptors)
    {
        descriptors = [];
        return -1;
    }
}
