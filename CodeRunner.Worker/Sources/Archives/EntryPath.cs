using System.Text;

namespace CodeRunner.Worker.Sources.Archives;

/// <summary>A path out of an archive, checked: relative, with plain segments only.</summary>
internal static class EntryPath
{
    private const int MaxSegmentBytes = 255;

    /// <summary>The segments of <paramref name="name"/>; none for the root itself ("./"). Throws when the name could mean anything outside.</summary>
    public static string[] Parse(string name, SourcesOptions limits)
    {
        if (name.Length == 0)
            throw Refused(name, "it is empty");
        if (name.Contains('\\'))
            throw Refused(name, "it has a backslash");
        if (name[0] == '/' || (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0])))
            throw Refused(name, "it is absolute");
        if (name.Any(char.IsControl))
            throw Refused(name, "it has a control character");
        if (name.Contains('\uFFFD'))
            throw Refused(name, "it is not valid UTF-8");
        if (Encoding.UTF8.GetByteCount(name) > limits.MaxPathBytes)
            throw Refused(name, $"it is longer than {limits.MaxPathBytes} bytes");
        var segments = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").ToArray();
        if (segments.Contains(".."))
            throw Refused(name, "\"..\" leaves the archive");
        if (segments.Length > limits.MaxDepth)
            throw Refused(name, $"it is more than {limits.MaxDepth} folders deep");
        if (segments.Any(segment => Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes))
            throw Refused(name, $"a part of it is longer than {MaxSegmentBytes} bytes");
        return segments;
    }

    private static SourceException Refused(string name, string why) =>
        new("archive_path_refused", $"The archive's path {Quoted.Name(name)} is refused: {why}.");
}
