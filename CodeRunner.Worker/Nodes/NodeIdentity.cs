using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Nodes;

/// <summary>The node's name: stable as long as its data directory, readable, and different on machines with the same host name.</summary>
public sealed class NodeIdentity(IOptions<NodeOptions> options)
{
    private readonly Lazy<string> disk = new(() => ReadOrMake(options.Value.DataDirectory), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>What the Workers of a node have in common: a machine's, or that of the swarm which they all ask for sandboxes.</summary>
    public string Id => options.Value.Name.Length > 0 ? options.Value.Name : Disk;

    /// <summary>Whether Workers of the node may be on several machines, and have no disk in common.</summary>
    public bool HasManyDisks => options.Value.Name.Length > 0;

    /// <summary>Of those, what the Workers with the same data directory have in common.</summary>
    public string Disk => disk.Value;

    private static string ReadOrMake(string directory)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "node-id");
        var made = $"{Shorten(Environment.MachineName.ToLowerInvariant())}-{Guid.NewGuid().ToString("n")[..6]}";
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            using var writer = new StreamWriter(stream);
            writer.Write(made);
            return made;
        }
        catch (IOException) when (File.Exists(file))
        {
            return ReadWhenWritten(file);
        }
    }

    /// <summary>Another Worker may be writing it at this moment.</summary>
    private static string ReadWhenWritten(string file)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (File.ReadAllText(file).Trim() is { Length: > 0 } known)
                    return known;
            }
            catch (IOException) when (tries < 100)
            {
            }
            if (tries >= 100)
                throw new InvalidOperationException($"{file} is empty: delete it, and the node gets a new name.");
            Thread.Sleep(10);
        }
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40];
}
