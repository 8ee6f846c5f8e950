namespace CodeRunner.Shim.Protocol;

/// <summary>
/// What is said at a sandbox's gate, the unix socket in its state directory: one byte names a family, and an unconnected TCP socket of the sandbox's
/// network namespace comes back. Who has it connects it from where they are; no byte of a connection passes through the gate.
/// </summary>
internal static class GateProtocol
{
    public const byte Version4 = (byte)'4';
    public const byte Version6 = (byte)'6';
}
