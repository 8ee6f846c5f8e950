using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CodeRunner.Shim.Launch.Plain;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>
/// The first process of a container: it gets what to run, and the secrets in its environment, through its stdin, so that neither the engine nor any disk
/// has them. Then it hands signals on and reaps, and ends as the app does; the end of a first process is the end of all in its container.
/// </summary>
internal static unsafe class ContainerInit
{
    private const int MaxHandoverBytes = 16 * 1024 * 1024;
    private const int CanNotRun = 127;
    private static volatile int app;
    private static volatile int asked;

    public static int Run()
    {
        InitPrivileges.Close();
        AppProgram program;
        try
        {
            program = ReadHandover();
            Posix.Check(Libc.ChDir(program.WorkingDirectory), program.WorkingDirectory);
            _ = PlainProcess.Resolve(program);
        }
        catch (IOException problem)
        {
            Say(InitGreeting.NotRun + problem.Message);
            return CanNotRun;
        }

        return RunApp(program);
    }

    private static int RunApp(AppProgram program)
    {
        using var terminate = HandOn(PosixSignal.SIGTERM, Posix.SigTerm);
        using var interrupt = HandOn(PosixSignal.SIGINT, 2);
        Say(InitGreeting.Started);
        try
        {
            if (program.Seccomp is { } filter) InitPrivileges.Filter(filter);
            app = PlainProcess.Start(program, output: 1, error: 2, ownSession: true);
            if (asked > 0) _ = Libc.Kill(app, asked);
        }
        catch (IOException problem)
        {
            // Such as a script whose interpreter is not there, which shows only now.
            Posix.Write(2, Encoding.UTF8.GetBytes($"{program.Command[0]}: {problem.Message}\n"));
            return CanNotRun;
        }

        return WaitForApp();
    }

    private static int WaitForApp()
    {
        while (true)
        {
            int status;
            var ended = Libc.WaitPid(-1, &status, 0);
            if (ended != app) continue;
            var signal = status & 0x7F;
            return signal != 0 ? 128 + signal : (status >> 8) & 0xFF;
        }
    }

    private static PosixSignalRegistration HandOn(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        asked = number; // it may come before there is an app
        if (app > 0) _ = Libc.Kill(app, number);
    });

    private static AppProgram ReadHandover()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(ReadExactly(sizeof(int)));
        if (length is < 0 or > MaxHandoverBytes) throw new IOException("the handover is too long");
        return JsonSerializer.Deserialize(ReadExactly(length), ProtocolJson.Default.AppProgram) ?? throw new IOException("the handover is empty");
    }

    private static byte[] ReadExactly(int length)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
            done += Posix.Read(0, bytes.AsSpan(done)) is > 0 and var read ? read : throw new IOException("the handover was cut short");
        return bytes;
    }

    private static void Say(string line) => Posix.Write(1, Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" ") + "\n"));
}
