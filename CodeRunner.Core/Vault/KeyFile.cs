using System.Runtime.InteropServices;

namespace CodeRunner.Core.Vault;

/// <summary>
/// A file with master keys, one `id:base64` a line, the current one first. Only its owner may read it: a link, or a file with another mode, is refused.
/// </summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MostBytes = 64 << 10;

    /// <summary>Throws <see cref="MasterKeyException"/>.</summary>
    public static KeyRing Read(string path, string? currentId = null)
    {
        try
        {
            RefuseLink(path);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Check(path, file);
            using var reader = new StreamReader(file);
            return KeyRing.Parse(reader.ReadToEnd(), currentId);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The file of master keys {path} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Makes a file with one new key where there is none; returns whether it did. It appears whole or not at all, also where two do it at once.</summary>
    public static bool Ensure(string path, DateTimeOffset now)
    {
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            return false;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            using (var writer = new StreamWriter(draft, options))
            {
                writer.WriteLine("# The master keys of CodeRunner's secrets. Back this file up: without it, no secret can be read again.");
                writer.WriteLine(KeyRing.Generate(now));
                writer.Flush();
                ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
            }
            return TryPlace(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>False when somebody else was first. On Unix, .NET's move looks before it renames, and two could replace each other's key: a second name for the file can't.</summary>
    private static bool TryPlace(string draft, string path)
    {
        if (!OperatingSystem.IsWindows())
            return Link(draft, path) == 0 ? true : Path.Exists(path) ? false : throw new IOException($"{path} could not be made.");
        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string added);

    private static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new MasterKeyException($"The file of master keys {path} is a link: name the file itself.");
    }

    /// <summary>Of the file that is open, which nobody can exchange any more.</summary>
    private static void Check(string path, FileStream file)
    {
        RefuseLink(path);
        if (file.Length > MostBytes)
            throw new MasterKeyException($"The file of master keys {path} has more than {MostBytes >> 10} KiB.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & ~OwnerOnly) is not UnixFileMode.None)
            throw new MasterKeyException($"The file of master keys {path} can be read or changed by others: chmod 600 {path}");
    }
}
