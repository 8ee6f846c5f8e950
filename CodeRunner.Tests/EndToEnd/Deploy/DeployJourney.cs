using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd.Deploy;

/// <summary>What people do with an installation, by its edge: over https, by its names.</summary>
internal sealed class DeployJourney : IDisposable
{
    private readonly Visitor _visitor;
    private readonly PlatformClient _user;

    private DeployJourney(Visitor visitor, PlatformClient user, DeploymentResponse deployment) => (_visitor, _user, Deployment) = (visitor, user, deployment);

    private DeploymentResponse Deployment { get; }

    /// <summary>Waits until all of it is up, registers and makes a deployment.</summary>
    public static async Task<DeployJourney> StartAsync(Installation installation)
    {
        var visitor = await installation.VisitAsync();
        await Eventually.BeAsync(() => visitor.AskAsync($"https://{Installation.Api}/health/ready"), answer => answer.Status == 200, "the API is ready");
        await Eventually.BeAsync(() => visitor.AskAsync($"https://{Installation.Dashboard}/login"), answer => answer.Status == 200, "the dashboard asks to sign in");
        var user = await PlatformClient.RegisterAsync(visitor.Make(new Uri($"https://{Installation.Api}")));
        var deployment = await user.CreateAsync("Hello");
        deployment.Url.ShouldBe($"https://{deployment.Slug}.{Installation.Apps}");
        return new DeployJourney(visitor, user, deployment);
    }

    public async Task ReleaseAsync(int number)
    {
        (await _user.ReleaseAsync(Deployment.Id, new CreateReleaseRequest(Template: "python-http"))).Number.ShouldBe(number);
        var release = await Eventually.BeAsync(
            async () => (await _user.ReleasesAsync(Deployment.Id)).Items.Single(seen => seen.Number == number), seen => seen.State is ReleaseState.Serving or ReleaseState.Failed, $"release {number} serves");
        release.State.ShouldBe(ReleaseState.Serving, $"{release.Reason} {string.Join('\n', (await _user.LogsAsync(Deployment.Id)).Items.Select(line => line.Text))}");
        await AnswersAsync("/");
    }

    public Task AnswersAsync(string path) => Eventually.BeAsync(() => _visitor.AskAsync(Deployment.Url + path), answer => answer.Status == 200, $"the app answers {path}");

    /// <summary>One asks the app again and again, one the dashboard, and the user the API.</summary>
    public Visitors Visit() => Visitors.Of<Func<Task<HttpResponseMessage>>>(
        [
            () => _visitor.Http.GetAsync(new Uri(Deployment.Url)),
            () => _visitor.Http.GetAsync(new Uri($"https://{Installation.Dashboard}/login")),
            () => _user.Http.GetAsync(new Uri($"/api/deployments/{Deployment.Id}", UriKind.Relative)),
        ], ask => ask());

    public async Task LogsItsVisitsAsync()
    {
        var path = $"/visit-{Guid.NewGuid():n}";
        await Eventually.BeAsync(() => _visitor.AskAsync(Deployment.Url + path), answer => answer.Status is 200 or 404 && answer.Text.Length > 0, "the app is visited");
        await Eventually.BeTrueAsync(async () => (await _user.LogsAsync(Deployment.Id, $"q={path}")).Items.Any(line => line.Text?.Contains(path, StringComparison.Ordinal) == true), "its log tells of the visit");
    }

    /// <summary>No certificate is got for a name that nobody has.</summary>
    public async Task MadeUpNamesGetNoCertificateAsync() => (await _visitor.AskAsync($"https://made-up.{Installation.Apps}/")).Status.ShouldBe(0);

    public async Task DashboardAsksToSignInAsync()
    {
        var (status, text) = await _visitor.AskAsync($"https://{Installation.Dashboard}/login");
        status.ShouldBe(200, text);
        text.ShouldContain("<form");
    }

    public async Task DeletesAsync()
    {
        (await _user.Http.DeleteAsync(new Uri($"/api/deployments/{Deployment.Id}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.BeTrueAsync(
            async () => (await _user.Http.GetAsync(new Uri($"/api/deployments/{Deployment.Id}", UriKind.Relative))).StatusCode == HttpStatusCode.NotFound, "it is gone");
    }

    public void Dispose()
    {
        _user.Dispose();
        _visitor.Dispose();
    }
}
