using System.Text;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>The token for Vault: from the settings, or from a file that an agent may write anew at any moment.</summary>
internal sealed class TransitToken(string token, string file)
{
    private const int MostBytes = 4096;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>Throws <see cref="KeyServiceException"/> when the file is not what it should be.</summary>
    public string Read() => file.Length == 0 ? token : Check(ReadFile());

    private string ReadFile()
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & Others) is not UnixFileMode.None)
                throw Unfit($"can be read or changed by others: chmod 640 {file}");
            var bytes = new byte[MostBytes];
            return Encoding.ASCII.GetString(bytes, 0, stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false)).Trim();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Unfit("can't be read", failed);
        }
    }

    private string Check(string read) => read.Length is > 0 and < MostBytes && read.All(letter => letter is > ' ' and <= '~') && !read.Contains('?') ? read : throw Unfit("has no token in it");

    private KeyServiceException Unfit(string why, Exception? inner = null) => new($"the token's file ({TransitOptions.Section}:{nameof(TransitOptions.TokenFile)}) {why}.", refused: true, inner);
}
