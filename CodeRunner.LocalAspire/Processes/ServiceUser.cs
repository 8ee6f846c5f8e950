namespace CodeRunner.LocalAspire.Processes;

/// <summary>An unprivileged user for a server that must not, or need not, run as root.</summary>
/// <param name="Bind">A directory to show at another place, for data beneath a directory that only root may enter.</param>
internal sealed record ServiceUser(int Uid, int Gid, (string From, string To)? Bind)
{
    /// <summary>A directory that every system has and that no server looks into.</summary>
    public const string BindTarget = "/mnt";

    /// <summary>Null when the AppHost is not root: then the server runs as the same user.</summary>
    public static ServiceUser? For(string name, string directory)
    {
        if (!Environment.IsPrivilegedProcess) return null;
        var entry = Find(name) ?? Find("nobody") ?? (65534, 65534);
        return new ServiceUser(entry.Uid, entry.Gid, CanEnter(directory) ? null : (directory, BindTarget));
    }

    /// <summary>Where the server sees a path beneath the bound directory.</summary>
    public string Seen(string path) =>
        Bind is { } bind && path.StartsWith(bind.From, StringComparison.Ordinal) ? bind.To + path[bind.From.Length..] : path;

    private static (int Uid, int Gid)? Find(string name)
    {
        foreach (var fields in File.ReadLines("/etc/passwd").Select(line => line.Split(':')))
        {
            if (fields.Length > 3 && fields[0] == name) return (int.Parse(fields[2], null), int.Parse(fields[3], null));
        }

        return null;
    }

    // Whether everybody may pass through all parents. Never made so by a chmod: the parents are not ours.
    private static bool CanEnter(string directory)
    {
        for (var parent = Directory.GetParent(directory); parent is not null; parent = parent.Parent)
        {
            if (!parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute)) return false;
        }

        return true;
    }
}
