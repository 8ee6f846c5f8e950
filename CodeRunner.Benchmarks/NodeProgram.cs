using CodeRunner.Contracts.Releases;

namespace CodeRunner.Benchmarks;

/// <summary>An app of one file, which Node.js runs.</summary>
internal static class NodeProgram
{
    public static CreateReleaseRequest Release(string program) => new(Files: new Dictionary<string, string>
    {
        ["package.json"] = """{"name":"app","version":"1.0.0","scripts":{"start":"node server.js"}}""",
        ["server.js"] = program,
    });
}
