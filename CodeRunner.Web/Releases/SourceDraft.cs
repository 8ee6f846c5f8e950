using CodeRunner.Contracts.Releases;
using CodeRunner.Web.Client;

namespace CodeRunner.Web.Releases;

/// <summary>The source that a person is putting together, before it is sent.</summary>
public sealed class SourceDraft
{
    public SourceKind Kind { get; set; } = SourceKind.Archive;

    /// <summary>The chosen archive's name; its bytes stay in the browser until they are sent.</summary>
    public string? ArchiveName { get; set; }

    public string GitUrl { get; set; } = "";

    public string GitRef { get; set; } = "";

    public string? Template { get; set; }

    public string Image { get; set; } = "";

    public List<FileDraft> Files { get; } = [new() { Path = "index.html", Text = "<!doctype html>\n<title>Hello</title>\n<h1>Hello from CodeRunner</h1>\n" }];

    /// <summary>What is missing, by the API's field names; null when it can be sent.</summary>
    public ApiProblem? Check() => Kind switch
    {
        SourceKind.Archive when ArchiveName is null => Missing("source", T("Choose a zip or tar.gz file.")),
        SourceKind.Git when string.IsNullOrWhiteSpace(GitUrl) => Missing("gitUrl", T("Enter the repository's https address.")),
        SourceKind.Template when Template is null => Missing("template", T("Choose a template.")),
        SourceKind.Image when string.IsNullOrWhiteSpace(Image) => Missing("image", T("Enter the image's name.")),
        SourceKind.Files when Files.Count == 0 => Missing("files", T("Add a file.")),
        SourceKind.Files when Files.Any(file => string.IsNullOrWhiteSpace(file.Path)) => Missing("files", T("Every file needs a path.")),
        SourceKind.Files when Files.DistinctBy(file => file.Path.Trim()).Count() < Files.Count => Missing("files", T("Two files have the same path.")),
        _ => null,
    };

    /// <summary>The request for every kind but an archive, which is sent as a form by the browser.</summary>
    public CreateReleaseRequest ToRequest() => Kind switch
    {
        SourceKind.Git => new(GitUrl: GitUrl.Trim(), GitRef: string.IsNullOrWhiteSpace(GitRef) ? null : GitRef.Trim()),
        SourceKind.Template => new(Template: Template),
        SourceKind.Image => new(Image: Image.Trim()),
        SourceKind.Files => new(Files: Files.ToDictionary(file => file.Path.Trim(), file => file.Text)),
        _ => throw new InvalidOperationException($"A source of kind {Kind} has no request."),
    };

    private static ApiProblem Missing(string field, string text) =>
        new(StatusCodes.Status400BadRequest, T("The source is not complete."), Errors: new Dictionary<string, string[]> { [field] = [text] });
}
