using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>A sandbox's network namespace as the shim changes it: entered by the shim itself, or by a program that stays there.</summary>
internal interface INetworkNamespace
{
    /// <summary>Puts the policy in force, before there is a way out; answers a listener for each forwarded endpoint, in their order.</summary>
    IReadOnlyList<int> Prepare(NetworkPolicy policy);

    /// <summary>Brings the stack's device, which is there, into use.</summary>
    void Connect(NetworkPolicy policy);

    void End();
}
