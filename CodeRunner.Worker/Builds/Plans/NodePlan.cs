using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Builds.Steps;

namespace CodeRunner.Worker.Builds.Plans;

internal static class NodePlan
{
    private static readonly string[] UsualEntries = ["server.js", "index.js", "app.js", "main.js", "server.mjs", "index.mjs", "server.cjs", "index.cjs"];
    private static readonly string[] PackageLists = ["dependencies", "devDependencies", "optionalDependencies", "workspaces"];
    private static readonly string[] InstallScripts = ["preinstall", "install", "postinstall", "prepare"];

    public static bool Applies(SourceTree tree) => tree.Has("package.json");

    /// <param name="tree">The source.</param>
    /// <param name="startKnown">Whether somebody says what to start, so that nothing needs to be found.</param>
    public static Detection Make(SourceTree tree, bool startKnown)
    {
        if (tree.Text("package.json") is not { } text)
            return tree.Has("package.json") ? Invalid() : WithoutPackage(tree, startKnown);
        try
        {
            using var package = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = false });
            return package.RootElement.ValueKind == JsonValueKind.Object ? Make(tree, package.RootElement, startKnown) : Invalid();
        }
        catch (JsonException)
        {
            return Invalid();
        }
    }

    /// <summary>What installs and builds, for a site whose files a node tool makes.</summary>
    public static (IReadOnlyList<BuildStep> Install, IReadOnlyList<BuildStep> Build) Steps(SourceTree tree)
    {
        var plan = Make(tree, startKnown: true).Plan;
        return plan is null ? ([], []) : (plan.Install, plan.Build);
    }

    private static Detection WithoutPackage(SourceTree tree, bool startKnown) =>
        FindEntry(tree, null) is { } entry ? Detection.Of(Plan(["node", entry])) : startKnown ? Detection.Of(Plan([])) : NoStart();

    private static Detection Make(SourceTree tree, JsonElement package, bool startKnown)
    {
        var scripts = Strings(package, "scripts");
        var builds = scripts.ContainsKey("build");
        var start = FindStart(tree, package, scripts);
        if (start is null && !builds && !startKnown)
            return NoStart();
        // What starts by another program than node may need a development package, such as tsx.
        var production = !builds && !startKnown && start is ["node", ..];
        var plan = Plan(start ?? []) with
        {
            Install = Install(tree, package, scripts, production),
            Build = builds ? [new BuildStep("npm run build", ["npm", "run", "build"])] : [],
        };
        // A build and nothing that starts is a site generator.
        return Detection.Of(start is null && !startKnown ? StaticPlan.Serve(plan) : plan);
    }

    private static BuildPlan Plan(IReadOnlyList<string> start) =>
        new(Runtime.Node, start) { Environment = new Dictionary<string, string> { ["NODE_ENV"] = "production" }, ProgramFolder = "/app/node_modules/.bin" };

    private static IReadOnlyList<BuildStep> Install(SourceTree tree, JsonElement package, Dictionary<string, string> scripts, bool production)
    {
        if (!PackageLists.Any(list => NotEmpty(package, list)) && !InstallScripts.Any(scripts.ContainsKey))
            return [];
        var locked = tree.Has("package-lock.json") || tree.Has("npm-shrinkwrap.json");
        string[] command = ["npm", locked ? "ci" : "install", .. production ? ["--omit=dev"] : Array.Empty<string>(), "--no-audit", "--no-fund"];
        return [new BuildStep(locked ? "npm ci" : "npm install", command)];
    }

    /// <summary>Node itself where that is all that the start script does: npm in between would take the SIGTERM.</summary>
    private static IReadOnlyList<string>? FindStart(SourceTree tree, JsonElement package, Dictionary<string, string> scripts)
    {
        if (!scripts.TryGetValue("start", out var script))
            return FindEntry(tree, package) is { } entry ? ["node", entry] : null;
        var plain = !scripts.ContainsKey("prestart") && !scripts.ContainsKey("poststart");
        return plain && ShellCommand.Words(script) is ["node", _, ..] words ? words : ["npm", "start"];
    }

    private static string? FindEntry(SourceTree tree, JsonElement? package)
    {
        var main = package is { } json && json.TryGetProperty("main", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var spelled = main.StartsWith("./", StringComparison.Ordinal) ? main[2..] : main;
        return new[] { spelled }.Concat(UsualEntries).FirstOrDefault(tree.Has);
    }

    private static Dictionary<string, string> Strings(JsonElement package, string name) =>
        package.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject()
                .Where(value => value.Value.ValueKind == JsonValueKind.String)
                .GroupBy(value => value.Name)
                .ToDictionary(group => group.Key, group => group.Last().Value.GetString()!)
            : [];

    private static bool NotEmpty(JsonElement package, string name) =>
        package.TryGetProperty(name, out var list)
        && ((list.ValueKind == JsonValueKind.Object && list.EnumerateObject().Any()) || (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0));

    private static Detection Invalid() => Detection.Fail("package_json_invalid", "package.json is not valid JSON, or larger than 512 KiB.");

    private static Detection NoStart() => Detection.Fail(
        "no_start_command",
        $"package.json has no start script, and there is none of {string.Join(", ", UsualEntries)}. Add \"start\" to its scripts, or set a start command.");
}
