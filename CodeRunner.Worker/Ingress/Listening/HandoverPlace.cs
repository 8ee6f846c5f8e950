using System.Net.Sockets;
using System.Text;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>A directory of unix sockets whose path may be longer than a socket's address can be: they are named through the open directory.</summary>
internal sealed unsafe class HandoverPlace : IDisposable
{
    private const int OpenDirectoryForPath = 0x10000 | 0x200000 | 0x80000; // O_DIRECTORY | O_PATH | O_CLOEXEC
    private const int CurrentDirectory = -100;

    private readonly int descriptor;

    public HandoverPlace(string directory)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(directory + '\0'))
            descriptor = NativeFiles.OpenAt(CurrentDirectory, name, OpenDirectoryForPath, 0);
        if (descriptor < 0)
            throw new IOException($"The directory {directory} cannot be opened.");
    }

    public UnixDomainSocketEndPoint EndPointOf(string path) => new($"/proc/self/fd/{descriptor}/{Path.GetFileName(path)}");

    public void Dispose() => NativeFiles.Close(descriptor);
}
