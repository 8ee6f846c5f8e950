namespace CodeRunner.Contracts.Deployments;

public enum Runtime
{
    Node,
    Python,
    Dotnet,
    Static,
    Procfile,
    Image,
}
