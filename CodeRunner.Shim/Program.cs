using System.Text.Json;
using CodeRunner.Shim.Launch;
using CodeRunner.Shim.Launch.Containers;
using CodeRunner.Shim.Launch.Plain;
using CodeRunner.Shim.Network;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes;

if (args is [InitGreeting.Argument, ..]) return ContainerInit.Run();
if (args is [TaskProgram.Argument, ..]) return TaskInit.Run();
if (args is [NetworkInstruction.InsideWord, .. var rest]) return InsideMain.Run(rest);
if (args is ["hold"]) return DiskHolder.Run();
Detachment.FromTheWorker();
try
{
    var instruction = JsonSerializer.Deserialize(StandardStreams.ReadInput(), ProtocolJson.Default.LaunchInstruction)!;
    var state = new StateDirectory(instruction.StateDirectory);
    state.Write(StateFiles.Shim, new ShimState(ProcessIdentity.Of(Environment.ProcessId)!, Program: null, Init: null), ProtocolJson.Default.ShimState);

    // A Worker that found us late has called the sandbox ended; then it must not begin.
    if (state.HasEnded) return 1;
    using var termination = Detachment.OnTermination(state.AskToStop);
    if (instruction.Staged is { } staged) Stage.Set(staged, instruction);
    else if (instruction is { Container: not null, Network.Stack: not null }) Stage.Enter(null); // what the stack mounts to lock itself up is not the host's
    ResourceLimits.Set(instruction);
    try
    {
        if (instruction.Container is not null) new ContainerSupervision(instruction, state, answer => StandardStreams.Answer(answer)).Run();
        else if (instruction.Plain is not null) new PlainSupervision(instruction, state, answer => StandardStreams.Answer(answer)).Run();
        else new Supervisor(instruction, state, answer => StandardStreams.Answer(answer)).Run();
    }
    finally
    {
        // What was begun when it failed, before anybody is told.
        Descendants.KillAll();
    }

    return 0;
}
catch (JsonException)
{
    // The Worker ended, or changed its mind, before it had said all.
    return 1;
}
catch (SandboxException problem)
{
    StandardStreams.Answer(new LaunchAnswer(false, problem.Message, problem.Code));
    return 1;
}
catch (IOException problem)
{
    StandardStreams.Answer(new LaunchAnswer(false, problem.Message));
    return 1;
}
