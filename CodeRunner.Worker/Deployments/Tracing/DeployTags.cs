using System.Diagnostics;
using CodeRunner.Core.Releases;

namespace CodeRunner.Worker.Deployments.Tracing;

/// <summary>What a span says of whose it is: ids and the release's number.</summary>
internal readonly record struct DeployTags(Guid DeploymentId, Guid? ReleaseId = null, int? Number = null, Guid? InstanceId = null)
{
    public static DeployTags Of(Release release) => new(release.DeploymentId, release.Id, release.Number);

    public ActivityTagsCollection List()
    {
        var tags = new ActivityTagsCollection { ["coderunner.deployment.id"] = DeploymentId.ToString() };
        if (ReleaseId is { } release)
            tags["coderunner.release.id"] = release.ToString();
        if (Number is { } number)
            tags["coderunner.release.number"] = number;
        if (InstanceId is { } instance)
            tags["coderunner.instance.id"] = instance.ToString();
        return tags;
    }
}
