using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Pure: which images of releases get our first process. It is a static program and runs in any; but it is put in by a build, in which an image may have left something to be run.</summary>
internal static class OwnImages
{
    /// <summary>Throws <see cref="SandboxException"/> for one that can't be had.</summary>
    public static ImageInspectResponse Check(ImageInspectResponse image)
    {
        if (image.Config?.OnBuild is { Count: > 0 })
            throw new SandboxException("image_not_supported", "The image has ONBUILD instructions, so that it is made to build others on and not to run. Hand over an image that was built on it.");
        return image.Os is null or "" or "linux" ? image : throw new SandboxException("image_not_supported", $"The image is for {image.Os}: only those for Linux run here.");
    }
}
