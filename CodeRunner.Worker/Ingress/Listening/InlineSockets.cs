using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>
/// Lets what awaits a socket go on at once, on the thread that saw it ready, instead of waking another for it: on a machine with few cores, a quarter more requests.
/// Only for connections whose code never blocks, as that thread serves others too. The runtime's public switch is for all sockets of a process; the one for a single
/// socket is not public, and where it is gone, sockets are as they were (decision 0025).
/// </summary>
internal static class InlineSockets
{
    private const string Threads = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    public static bool Supported { get; private set; } = true;

    /// <summary>As many threads that see sockets ready as there are cores, as the runtime has it with its own switch. Only before the first socket of the process.</summary>
    public static void Prepare()
    {
        if (Environment.GetEnvironmentVariable(Threads) is null)
            Environment.SetEnvironmentVariable(Threads, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
    }

    public static void Prefer(Socket socket)
    {
        if (!Supported)
            return;
        try
        {
            SetPreferInlineCompletions(socket, true);
        }
        catch (MissingMethodException)
        {
            Supported = false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void SetPreferInlineCompletions(Socket socket, bool value);
}
