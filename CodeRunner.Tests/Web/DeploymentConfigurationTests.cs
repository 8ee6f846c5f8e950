using Bunit;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Deployments;

namespace CodeRunner.Tests.Web;

public sealed class DeploymentConfigurationTests : SignedInContext
{
    [Fact]
    public void A_page_that_goes_on_to_another_deployment_shows_that_ones_configuration()
    {
        var project = new ProjectResponse(Guid.NewGuid(), "Shop", "shop", ProjectRole.Owner, DateTimeOffset.UtcNow, 30);
        DeploymentResponse[] both = [Deployment("first"), Deployment("second")];
        Api.OnOther = context => AnswerAsync(context, Find(context.Request.Path));
        object Find(string path) => path switch
        {
            _ when path == $"/api/projects/{project.Id}" => project,
            _ when path.StartsWith("/api/projects/", StringComparison.Ordinal) => PageOf(both),
            _ when path.EndsWith("/versions", StringComparison.Ordinal) => PageOf<ConfigVersionResponse>(),
            _ when path.EndsWith("/config", StringComparison.Ordinal) =>
                new ConfigResponse(1, [new ConfigVariable($"KEY_OF_{Named(path).Name}", "1", null)], [], null, null, new ConfigRights(true, true, true, true)),
            _ => Named(path),
        };
        DeploymentResponse Named(string path) => both.Single(each => path.Contains(each.Id.ToString(), StringComparison.Ordinal));
        DeploymentResponse Deployment(string name) => DraftTests.Deployment() with { Id = Guid.NewGuid(), ProjectId = project.Id, Name = name };

        var page = Render<DeploymentPage>(parameters => parameters.Add(page => page.Id, both[0].Id).Add(page => page.Tab, "configuration"));
        page.WaitForAssertion(() => page.Markup.ShouldContain("KEY_OF_first"));

        page.Render(parameters => parameters.Add(page => page.Id, both[1].Id).Add(page => page.Tab, "configuration"));

        page.WaitForAssertion(() => page.Markup.ShouldContain("KEY_OF_second"));
        page.Markup.ShouldNotContain("KEY_OF_first");
    }
}
