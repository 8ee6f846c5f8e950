namespace CodeRunner.AppHost.Announcing;

/// <summary>What the launcher reads in the run directory.</summary>
internal sealed class RunFiles(string directory)
{
    private string EndpointsFile => Path.Combine(directory, "endpoints.json");

    /// <summary>Holds `ready` or `failed` once the start has ended.</summary>
    private string OutcomeFile => Path.Combine(directory, "outcome");

    public void Clear()
    {
        Directory.CreateDirectory(directory);
        File.Delete(EndpointsFile);
        File.Delete(OutcomeFile);
    }

    public void WriteEndpoints(string json) => WriteWhole(EndpointsFile, json);

    public void WriteOutcome(string outcome) => WriteWhole(OutcomeFile, outcome);

    private static void WriteWhole(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
