using CodeRunner.Benchmarks.Logs;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Benchmarks.Load;

/// <summary>People who share a project, each with a site of their own in it, beside an app whose log has been filled.</summary>
internal static class LoadTeam
{
    private const int Lines = 5000;

    /// <summary>Returns the members, signed in, each site served.</summary>
    public static async Task<IReadOnlyList<LoadPerson>> FormAsync(Platform platform, int number, int size, CancellationToken cancellationToken)
    {
        var lead = await LoadPerson.RegisterAsync(platform, number * size, cancellationToken);
        var project = await lead.PostAsync<ProjectResponse>("/api/projects", new CreateProjectRequest($"Team {number}"), cancellationToken);
        var app = await WriterApp.DeployAsync(lead.Http, platform.Apps, project.Id, cancellationToken);
        await app.WriteAsync(Lines, 1, cancellationToken);
        List<LoadPerson> people = [lead];
        for (var member = 1; member < size; member++)
        {
            var person = await LoadPerson.RegisterAsync(platform, number * size + member, cancellationToken);
            await lead.PutAsync($"/api/projects/{project.Id}/members/{person.Email}", new MemberRequest(ProjectRole.Maintainer), cancellationToken);
            people.Add(person);
        }
        foreach (var person in people)
        {
            var site = await person.PostAsync<DeploymentResponse>(
                $"/api/projects/{project.Id}/deployments", new CreateDeploymentRequest($"site {person.Number}", EnvironmentName.Development), cancellationToken);
            person.Join(project.Id, site.Id, app.Id);
            await person.DeployAsync(cancellationToken);
        }
        foreach (var person in people)
            await Wait.UntilAsync(() => person.IsServedAsync(cancellationToken), "the site is served", TimeSpan.FromMinutes(3), cancellationToken, Wait.Seldom);
        return people;
    }
}
