using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Web.Configuration;

/// <summary>Whose configuration it is: the API's path, a name for people, and the deployments that get it.</summary>
public sealed record ConfigPlace(string Path, string Name, Guid Project, EnvironmentName? Environment = null, Guid? Deployment = null)
{
    /// <summary>What its files are called, in every language.</summary>
    public string FileName => Environment is null ? "all-environments" : Name.Replace(' ', '-');

    public static ConfigPlace Of(Guid project, EnvironmentName environment)
    {
        var name = environment.ToString().ToLowerInvariant();
        return new($"/api/projects/{project}/environments/{name}/config", name, project, environment);
    }

    public static ConfigPlace Shared(Guid project) => new($"/api/projects/{project}/config", T("all environments"), project);

    public static ConfigPlace Of(DeploymentResponse deployment) =>
        new($"/api/deployments/{deployment.Id}/config", deployment.Name, deployment.ProjectId, deployment.Environment, deployment.Id);

    public bool Reaches(DeploymentResponse deployment) =>
        (Environment is null || Environment == deployment.Environment) && (Deployment is null || Deployment == deployment.Id);
}
