using CodeRunner.Tests.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Programs that do what no app should. They are Python, which every machine that runs the platform has.</summary>
internal static class Attack
{
    private const string Prelude = """
        import ctypes, errno, os, sys, time, socket, signal
        libc = ctypes.CDLL(None, use_errno=True)
        libc.syscall.restype = ctypes.c_long
        def say(*words): print(*words, flush=True)
        def call(name, number, *arguments):
            ctypes.set_errno(0)
            result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
            say(name, 'done' if result >= 0 else errno.errorcode[ctypes.get_errno()])
            return result
        def attempt(name, action):
            try:
                action()
                say(name, 'done')
            except OSError as e:
                say(name, errno.errorcode.get(e.errno, e.errno))
        arm = os.uname().machine == 'aarch64'

        """;

    public static SandboxSpec Python(this SandboxHost host, string script) => host.Spec("/usr/bin/python3", "-c", Prelude + script);

    /// <summary>What it said of each attempt, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AttemptsAsync(this SandboxHost host, string script)
    {
        var run = await host.RunAsync(host.Python(script));
        run.Exit.Code.ShouldBe(0, string.Join('\n', run.Errors));
        return run.Output.Select(line => line.Split(' ', 2)).ToDictionary(words => words[0], words => words[1]);
    }
}
