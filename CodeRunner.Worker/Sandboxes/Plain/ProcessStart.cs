using System.Text.RegularExpressions;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using CodeRunner.Worker.Sandboxes.Bubblewrap.View;

namespace CodeRunner.Worker.Sandboxes.Plain;

/// <summary>Where an app expects /app and its mounts, this machine has other directories: they are put in the place of the paths that begin like that.</summary>
internal static class ProcessStart
{
    public static string PrepareFiles(SandboxSpec spec, SandboxDirectory directory)
    {
        if (!Directory.Exists(spec.AppDirectory)) throw new SandboxException("app_directory_missing", "The app's files are not on this node.");
        if (spec.Purpose == SandboxPurpose.Build) return Path.GetFullPath(spec.AppDirectory);
        new TreeCopy(uid: null, spec.Limits.DiskMb).Copy(spec.AppDirectory, directory.App);
        return directory.App;
    }

    public static AppProgram MakeProgram(SandboxSpec spec, string app, int? port, string searchPath)
    {
        if (spec.Command.Count == 0) throw new SandboxException("command_missing", "There is no command to run.");
        List<(string Inside, string Real)> places = [("/app", app), .. spec.Mounts.Select(m => (m.Target, Path.GetFullPath(m.Source)))];
        var environment = AppEnvironment.Make(spec, searchPath, port).ToDictionary(e => e.Key, e => HoldsSecret(e.Value) ? e.Value : Translate(e.Value, places));
        return new AppProgram([.. spec.Command.Select(c => Translate(c, places))], environment, Translate(AppPaths.WorkingDirectory(spec.WorkingDirectory), places));

        // Changed, it would not be the secret any more, nor masked where the app prints it.
        bool HoldsSecret(string value) => spec.Secrets.Any(secret => secret.Length > 0 && value.Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>Only whole path segments at the beginning of a path.</summary>
    internal static string Translate(string text, IReadOnlyList<(string Inside, string Real)> places)
    {
        foreach (var (inside, real) in places)
            if (text.Contains(inside, StringComparison.Ordinal))
                text = Regex.Replace(text, $@"(?<![\w./-]){Regex.Escape(inside)}(?![\w.-])", real.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.None, TimeSpan.FromSeconds(1));
        return text;
    }
}
