using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>As root the shim's own thread goes in and comes back: no program is started for it.</summary>
internal sealed class EnteredNamespace(int network) : INetworkNamespace
{
    private const int NewNetwork = 0x40000000;

    public IReadOnlyList<int> Prepare(NetworkPolicy policy) => Within(() => NetworkSetup.Prepare(policy));

    public void Connect(NetworkPolicy policy) => Within(() =>
    {
        NetworkSetup.Connect(policy);
        return true;
    });

    public void End()
    {
    }

    private T Within<T>(Func<T> work)
    {
        var own = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, "/proc/thread-self/ns/net", Posix.ReadOnly | Posix.CloseOnExec, 0), "open the own network namespace");
        try
        {
            Posix.Check(Libc.SetNs(network, NewNetwork), "enter the sandbox's network namespace");
            return work();
        }
        finally
        {
            if (Libc.SetNs(own, NewNetwork) != 0) Environment.FailFast("The shim can't leave the sandbox's network namespace.");
            Libc.Close(own);
        }
    }
}
