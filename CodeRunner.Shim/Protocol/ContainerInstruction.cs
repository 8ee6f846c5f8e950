namespace CodeRunner.Shim.Protocol;

/// <summary>A container that was created and not started, whose first process is this same program as <c>init</c>.</summary>
/// <param name="EngineSocket">The path of the engine's unix socket.</param>
/// <param name="Container">Its name or id.</param>
/// <param name="App">Handed to the container's first process through its stdin, so that the engine never knows it.</param>
internal sealed record ContainerInstruction(string EngineSocket, string Container, AppProgram App);
