using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>Directories and files that a server under another user may use, and nobody else.</summary>
internal static partial class ServerDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Make(string directory, ServiceUser? user)
    {
        Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        if (user is not null) Give(directory, user);
    }

    public static async Task WriteSecretAsync(string path, string text, ServiceUser? user)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        await using (var file = new FileStream(path, options)) await file.WriteAsync(Encoding.UTF8.GetBytes(text));
        if (user is not null) Give(path, user);
    }

    private static void Give(string path, ServiceUser user)
    {
        if (lchown(path, (uint)user.Uid, (uint)user.Gid) != 0)
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{path} cannot be given to user {user.Uid}: errno {Marshal.GetLastPInvokeError()}."));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint owner, uint group);
}
