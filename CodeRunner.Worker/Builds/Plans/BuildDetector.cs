using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Builds.Steps;

namespace CodeRunner.Worker.Builds.Plans;

/// <summary>Decides how a source is built and started, from what is there and what a person said. Pure.</summary>
public static class BuildDetector
{
    public static Detection Detect(SourceTree tree, BuildSettings settings)
    {
        var web = settings.StartCommand ?? Procfile.Web(tree);
        if (tree.Has("Procfile") && web is null && settings.Runtime is null or Runtime.Procfile && !AnyApplies(tree))
            return Detection.Fail("no_start_command", "The Procfile has no line \"web: <command>\".");
        var detection = settings.Runtime is { } runtime ? For(runtime, tree, web) : Unasked(tree, web);
        return detection.Found ? Detection.Of(Override(detection.Plan, settings, web)) : detection;
    }

    private static Detection Unasked(SourceTree tree, string? web) => tree switch
    {
        _ when NodePlan.Applies(tree) => For(Runtime.Node, tree, web),
        _ when PythonPlan.Applies(tree) => For(Runtime.Python, tree, web),
        _ when DotnetPlan.Applies(tree) => For(Runtime.Dotnet, tree, web),
        _ when web is not null => For(Runtime.Procfile, tree, web),
        _ when StaticPlan.Applies(tree) => For(Runtime.Static, tree, web),
        _ => Detection.Fail(
            "unknown_runtime",
            "How to run this is not clear: at the top there is no package.json (Node), requirements.txt or main.py (Python), .csproj (.NET), "
            + "index.html (static site) or Procfile. Add one of them, or choose a runtime and a start command."),
    };

    private static Detection For(Runtime runtime, SourceTree tree, string? web)
    {
        var made = runtime switch
        {
            Runtime.Node => NodePlan.Make(tree, startKnown: web is not null),
            Runtime.Python => PythonPlan.Make(tree, startKnown: web is not null),
            Runtime.Dotnet => DotnetPlan.Make(tree),
            Runtime.Static => StaticPlan.Make(tree),
            Runtime.Procfile when web is not null => Detection.Of(new BuildPlan(Runtime.Procfile, [])),
            Runtime.Procfile => Detection.Fail("no_start_command", "There is no Procfile with a line \"web: <command>\", and no start command is set."),
            _ => Detection.Fail("runtime_unsupported", $"The runtime {runtime.ToString().ToLowerInvariant()} is not built from source: hand over an image, or choose another runtime."),
        };
        // Who says what to start needs nothing to be found that starts.
        return made.Failure is { Code: "no_start_command" or "ambiguous_project" or "no_index_html" } && web is not null
            ? Detection.Of(new BuildPlan(runtime, []))
            : made;
    }

    private static bool AnyApplies(SourceTree tree) => NodePlan.Applies(tree) || PythonPlan.Applies(tree) || DotnetPlan.Applies(tree);

    private static BuildPlan Override(BuildPlan plan, BuildSettings settings, string? web)
    {
        if (web is not null)
            plan = plan with { Start = ShellCommand.Run(web, plan.ProgramFolder), Layout = ArtifactLayout.Everything };
        return settings.BuildCommand is { Length: > 0 } command
            ? plan with { Build = [new BuildStep(command, ShellCommand.Run(command, plan.ProgramFolder))] }
            : plan;
    }
}
