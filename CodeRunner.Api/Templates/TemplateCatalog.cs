using System.Collections.Concurrent;
using System.IO.Compression;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Templates;

namespace CodeRunner.Api.Templates;

/// <summary>The built-in source templates: the samples, which come with the program.</summary>
internal sealed class TemplateCatalog
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "templates");

    private readonly ConcurrentDictionary<string, byte[]> packed = [];

    public IReadOnlyList<TemplateResponse> All { get; } =
    [
        Source("node-http", "Node.js HTTP server", Runtime.Node, "A web server on Node's own http module, without dependencies."),
        Source("node-express", "Node.js with Express", Runtime.Node, "A small web app on Express, its packages from npm."),
        Source("python-http", "Python HTTP server", Runtime.Python, "A web server on Python's standard library."),
        Source("dotnet-minimal", "ASP.NET Core minimal API", Runtime.Dotnet, "A minimal API on .NET 10."),
        Source("static-site", "Static site", Runtime.Static, "HTML and CSS, served as they are."),
    ];

    /// <summary>The template's files as a zip; null when there is no such template.</summary>
    public Stream? Open(string id) =>
        All.Any(template => template.Id == id) ? new MemoryStream(packed.GetOrAdd(id, Pack), writable: false) : null;

    private static byte[] Pack(string id)
    {
        var packed = new MemoryStream();
        ZipFile.CreateFromDirectory(Path.Combine(Root, id), packed, CompressionLevel.Optimal, includeBaseDirectory: false);
        return packed.ToArray();
    }

    private static TemplateResponse Source(string id, string name, Runtime runtime, string description) =>
        new(id, TemplateKind.Source, name, runtime, description, Version: 1, Keys: []);
}
