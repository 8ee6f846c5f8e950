using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>What releases that are built from source run in, and are built in.</summary>
public sealed class ContainerImages
{
    public string Node { get; set; } = "docker.io/library/node:22-bookworm-slim";

    public string Python { get; set; } = "docker.io/library/python:3.13-slim-bookworm";

    public string Dotnet { get; set; } = "mcr.microsoft.com/dotnet/sdk:10.0";

    /// <summary>For what is none of those, such as a Procfile; and it has git, which fetches sources.</summary>
    public string Base { get; set; } = "docker.io/library/buildpack-deps:bookworm-scm";

    /// <summary>Static sites are served by Node.js.</summary>
    internal string For(Runtime? runtime) => runtime switch
    {
        Runtime.Node or Runtime.Static => Node,
        Runtime.Python => Python,
        Runtime.Dotnet => Dotnet,
        _ => Base,
    };
}
