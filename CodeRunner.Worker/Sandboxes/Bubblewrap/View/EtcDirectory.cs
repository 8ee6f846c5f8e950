using System.Security.Cryptography;
using System.Text;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>
/// The sandboxes' /etc: a little of the host's and nothing that says who its users are. Named for its content and never changed, since sandboxes that run
/// may have it mounted.
/// </summary>
internal static class EtcDirectory
{
    private static readonly string[] Taken =
    [
        "alternatives", "ca-certificates", "ssl/certs", "ssl/openssl.cnf", "pki/tls/certs", "pki/ca-trust/extracted", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
        "nsswitch.conf", "host.conf", "gai.conf", "localtime", "timezone", "mime.types", "services", "protocols", "os-release", "debian_version", "dotnet",
    ];

    private static readonly (string Path, string Content)[] Own =
    [
        ("passwd", "root:x:0:0:root:/nonexistent:/usr/sbin/nologin\napp:x:1000:1000:app:/app:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"),
        ("group", "root:x:0:\napp:x:1000:\nnogroup:x:65534:\n"),
        ("hostname", "app\n"),
        ("hosts", ""),
        ("resolv.conf", ""),
    ];

    /// <summary>Makes the directory beneath <paramref name="parent"/> if it is not there yet, and answers its path.</summary>
    public static string Make(string hostEtc, string parent)
    {
        var files = Own.Select(f => (f.Path, Link: false, Content: Encoding.UTF8.GetBytes(f.Content))).ToList();
        foreach (var name in Taken) Take(hostEtc, name, files);
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        var directory = Path.Combine(parent, NameOf(files));
        if (Directory.Exists(directory)) return directory;

        var temporary = Directory.CreateDirectory(Path.Combine(parent, $".new-{Guid.NewGuid():N}")).FullName;
        foreach (var (path, link, content) in files) Write(Path.Combine(temporary, path), link, content);
        try
        {
            Directory.Move(temporary, directory);
        }
        catch (IOException) when (Directory.Exists(directory))
        {
            Directory.Delete(temporary, recursive: true);
        }

        return directory;
    }

    private static void Take(string hostEtc, string name, List<(string Path, bool Link, byte[] Content)> files)
    {
        var path = Path.Combine(hostEtc, name);
        if (new FileInfo(path).LinkTarget is { } target) files.Add((name, true, Encoding.UTF8.GetBytes(target)));
        else if (IsPrivate(path)) return;
        else if (File.Exists(path) && TryRead(path) is { } content) files.Add((name, false, content));
        else if (Directory.Exists(path))
            foreach (var entry in Directory.EnumerateFileSystemEntries(path))
                Take(hostEtc, Path.GetRelativePath(hostEtc, entry), files);
    }

    /// <summary>What only some users of the host may read is none of an app's business, whoever the Worker is.</summary>
    private static bool IsPrivate(string path) => !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) == 0;

    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(List<(string Path, bool Link, byte[] Content)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, link, content) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{link}\0{content.Length}\0"));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static void Write(string path, bool link, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (link) File.CreateSymbolicLink(path, Encoding.UTF8.GetString(content));
        else File.WriteAllBytes(path, content);
    }
}
