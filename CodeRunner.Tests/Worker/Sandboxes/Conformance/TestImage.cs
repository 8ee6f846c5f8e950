using System.Diagnostics;
using System.Formats.Tar;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>An image made of this machine's static busybox: there is no registry to pull one from.</summary>
internal static class TestImage
{
    public const string Name = "localhost/coderunner-test";
    private const string Busybox = "/bin/busybox";

    public static async Task<ContainerImages> LoadAsync(string endpoint)
    {
        var image = await ImportAsync(endpoint, Name, "ENV IN_IMAGE=yes", "CMD [\"/bin/sh\", \"-c\", \"echo from the image $PORT; sleep 1000\"]");
        return new ContainerImages { Base = image, Node = image, Python = image, Dotnet = image };
    }

    /// <summary>The image's id.</summary>
    public static Task<string> ImportAsync(string endpoint, string name, params string[] changes) => ImportAsync(endpoint, name, [], changes);

    /// <summary>With links in it besides, by their path and target.</summary>
    public static async Task<string> ImportAsync(string endpoint, string name, (string Path, string Target)[] links, string[] changes)
    {
        using var engine = new DockerClientBuilder().WithEndpoint(new Uri(endpoint)).Build();
        using var tree = await RootAsync([], links);
        var image = "";
        await engine.Images.CreateImageAsync(
            new ImagesCreateParameters { FromSrc = "-", Repo = name, Tag = "latest", Changes = changes }, tree, new AuthConfig(), new Sink(m => image = m.Status ?? image));
        return image;
    }

    public static Task<MemoryStream> RootAsync(params string[] more) => RootAsync(more, []);

    private static async Task<MemoryStream> RootAsync(string[] more, (string Path, string Target)[] links)
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var directory in (string[])["bin", "usr/bin", "etc", "app", "cache", "tmp", "run", "proc", "sys", "dev", .. more])
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, directory + "/") { Mode = (UnixFileMode)0x1ED });
            await using var program = File.OpenRead(Busybox);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0x1ED, DataStream = program });
            foreach (var applet in Applets())
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            foreach (var applet in (string[])["env", "tail"])
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"usr/bin/{applet}") { LinkName = "/bin/busybox" });
            foreach (var (path, target) in links)
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });
        }

        tar.Position = 0;
        return tar;
    }

    private static IEnumerable<string> Applets()
    {
        using var list = Process.Start(new ProcessStartInfo(Busybox, ["--list"]) { RedirectStandardOutput = true })!;
        return [.. list.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(a => a != "busybox")];
    }

    private sealed class Sink(Action<JSONMessage> take) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => take(value);
    }
}
