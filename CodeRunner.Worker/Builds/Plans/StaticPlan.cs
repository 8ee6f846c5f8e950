using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Worker.Builds.Plans;

internal static class StaticPlan
{
    public const string ServerFile = "static-server.mjs";
    public const string SiteFolder = "site";

    // Where site generators put their result; the first with an index.html is served.
    private static readonly string[] Outputs = ["dist", "build", "out", "_site", "public"];

    public static bool Applies(SourceTree tree) => tree.Has("index.html") || tree.Has("public/index.html");

    public static Detection Make(SourceTree tree)
    {
        var (install, build) = NodePlan.Applies(tree) ? NodePlan.Steps(tree) : ([], []);
        return build.Count > 0 || Applies(tree) || Outputs.Any(folder => tree.Has($"{folder}/index.html"))
            ? Detection.Of(Serve(new BuildPlan(Runtime.Static, []) { Install = build.Count > 0 ? install : [], Build = build }))
            : Detection.Fail("no_index_html", "A static site needs an index.html at the top or in public/, or a package.json with a build script that makes one.");
    }

    /// <summary>The plan with the static server as what starts.</summary>
    public static BuildPlan Serve(BuildPlan plan) => plan with
    {
        Runtime = Runtime.Static,
        Start = ["node", $"/app/{ServerFile}", .. plan.Build.Count > 0 ? Candidates(Outputs.Append("")) : Candidates(["", .. Outputs])],
        Environment = new Dictionary<string, string> { ["NODE_ENV"] = "production" },
        Layout = ArtifactLayout.Site,
    };

    private static IEnumerable<string> Candidates(IEnumerable<string> folders) =>
        folders.Select(folder => folder.Length == 0 ? $"/app/{SiteFolder}" : $"/app/{SiteFolder}/{folder}");
}
