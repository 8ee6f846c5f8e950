using System.Runtime.InteropServices;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.View;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Pure: what runs in a container, from what was asked for and what its image says.</summary>
internal static class ContainerProgram
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static AppProgram Make(SandboxSpec spec, DockerOCIImageConfig? image, int? port)
    {
        IReadOnlyList<string> command = spec.Command.Count > 0 || spec.Image is null ? spec.Command : [.. image?.Entrypoint ?? [], .. image?.Cmd ?? []];
        if (command.Count == 0)
            throw new SandboxException("command_missing", spec.Image is null ? "There is no command to run." : "The image does not say what to run: give a start command.");
        var directory = spec.Image is null ? AppPaths.WorkingDirectory(spec.WorkingDirectory) : image?.WorkingDir is { Length: > 0 } own ? own : "/";
        return new AppProgram(command, Environment(spec, image, port), directory) { Seccomp = SeccompFilter.Build(RuntimeInformation.ProcessArchitecture) };
    }

    private static Dictionary<string, string> Environment(SandboxSpec spec, DockerOCIImageConfig? image, int? port)
    {
        var given = (image?.Env ?? []).Select(e => e.Split('=', 2)).Where(e => e.Length == 2).GroupBy(e => e[0]).ToDictionary(e => e.Key, e => e.Last()[1]);
        var all = new Dictionary<string, string>(AppEnvironment.Make(spec, given.GetValueOrDefault("PATH", DefaultPath), port));
        if (spec.Image is not null && !spec.Environment.ContainsKey("HOME")) all["HOME"] = given.GetValueOrDefault("HOME", "/tmp");
        foreach (var (key, value) in given) all.TryAdd(key, value);
        return all;
    }
}
