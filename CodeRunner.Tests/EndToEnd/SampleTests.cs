using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

public sealed class SampleTests
{
    [Theory]
    [InlineData("node-http")]
    [InlineData("node-express")]
    [InlineData("python-http")]
    [InlineData("dotnet-minimal")]
    [InlineData("static-site")]
    public Task A_sample_uploaded_as_a_zip_serves_logs_stops_restarts_scales_and_goes_without_a_trace(string sample) =>
        LiveAsync(sample, (user, deployment) => user.UploadAsync(deployment, Repository.ZipSample(sample)));

    [Fact]
    public Task A_template_becomes_an_app_that_lives_as_an_uploaded_one() =>
        LiveAsync("from-template", (user, deployment) => user.ReleaseAsync(deployment, new CreateReleaseRequest(Template: "node-http")));

    [Fact]
    public async Task A_git_repository_becomes_an_app_that_lives_as_an_uploaded_one()
    {
        var git = (await Cloud.GetAsync()).Git;
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "samples", "node-http")).Select(path => (Path.GetFileName(path), File.ReadAllText(path)));
        await git.MakeRepositoryAsync([.. files]);

        await LiveAsync("from-git", (user, deployment) => user.ReleaseAsync(deployment, new CreateReleaseRequest(GitUrl: $"{git.Url}/app", GitRef: "main")));
    }

    private static async Task LiveAsync(string name, Func<PlatformClient, Guid, Task<ReleaseSummary>> release)
    {
        using var journey = await AppJourney.StartAsync(name);
        await journey.DeployAsync(release);
        await journey.LogsItsRequestsAsync();
        await journey.StopsAndStartsAsync();
        await journey.RestartsAsync();
        await journey.ScalesToThreeThatAllAnswerAsync();
        await journey.LeavesNothingWhenDeletedAsync();
    }
}
