using System.Text.Json;
using CodeRunner.Shim.Launch.Plain;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Network;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>
/// The first process of a task: it begins as the container's root with a handful of rights, sets the rules of the network, gives the app its files, gives up every right
/// for good, and only then starts the app, with what it prints going through it.
/// </summary>
internal static class TaskInit
{
    private const int CanNotRun = 127;
    private const string App = "/app";

    public static int Run()
    {
        var lines = new TaskLines();
        try
        {
            return new TaskSupervision(Prepare(), lines).Run();
        }
        catch (SandboxException problem)
        {
            return Refuse(lines, problem.Message, problem.Code);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            return Refuse(lines, problem.Message, "start_failed");
        }
    }

    private static TaskProgram Prepare()
    {
        InitPrivileges.Close();
        var task = JsonSerializer.Deserialize(File.ReadAllBytes(TaskProgram.Handover), ProtocolJson.Default.TaskProgram) ?? throw new IOException("the handover is empty");
        NetlinkSocket.Send(NetlinkSocket.Filter, TaskFilter.Make(task), "set the task's packet filter (nftables)");
        if (task.Copy is { } copy)
        {
            new TreeCopy(task.Uid, (int)(copy.MaxBytes >> 20)).CopyInto(TaskProgram.Files, App);
            InitPrivileges.Give(App, task.Uid);
        }

        InitPrivileges.Become(task.Uid);
        try
        {
            Posix.Check(Libc.ChDir(task.App.WorkingDirectory), task.App.WorkingDirectory);
            _ = PlainProcess.Resolve(task.App);
        }
        catch (IOException problem)
        {
            throw new SandboxException("command_not_run", problem.Message);
        }

        return task;
    }

    private static int Refuse(TaskLines lines, string why, string code)
    {
        lines.Say(TaskLineKind.NotRun, 0, $"{code} {why}");
        return CanNotRun;
    }
}
