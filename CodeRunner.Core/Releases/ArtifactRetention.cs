namespace CodeRunner.Core.Releases;

/// <summary>Which artifacts of a project go. Never one that is in use, that of the newest release, or the last one that served before.</summary>
public static class ArtifactRetention
{
    public static IReadOnlyList<KeptArtifact> Removable(IReadOnlyCollection<KeptArtifact> ofProject, RetentionRules rules)
    {
        var removable = new List<KeptArtifact>();
        var earlier = new List<KeptArtifact>();
        foreach (var ofDeployment in ofProject.GroupBy(artifact => artifact.DeploymentId))
        {
            // A change of settings starts from the newest, also when it failed: more memory may be all that it lacks.
            var newest = ofDeployment.Max(artifact => artifact.Newest);
            var others = ofDeployment.Where(artifact => !artifact.InUse && (artifact.Newest == 0 || artifact.Newest < newest)).ToLookup(artifact => artifact.ServedAt is not null);
            removable.AddRange(others[false]);
            var targets = others[true].OrderByDescending(artifact => artifact.ServedAt).ToList();
            removable.AddRange(targets.Skip(rules.MostEarlier));
            earlier.AddRange(targets.Take(rules.MostEarlier).Skip(1));
        }
        var bytes = ofProject.Except(removable).Sum(artifact => artifact.Bytes);
        foreach (var oldest in earlier.OrderBy(artifact => artifact.ServedAt).TakeWhile(_ => bytes > rules.MostBytes))
        {
            removable.Add(oldest);
            bytes -= oldest.Bytes;
        }
        return removable;
    }
}
