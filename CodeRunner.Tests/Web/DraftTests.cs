using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Web.Deployments;
using CodeRunner.Web.Home;
using CodeRunner.Web.Releases;

namespace CodeRunner.Tests.Web;

public sealed class DraftTests
{
    [Fact]
    public void Settings_send_only_what_changed()
    {
        var deployment = Deployment();
        var draft = RunDraft.Of(deployment);
        draft.ChangesTo(deployment).ShouldBe(new UpdateDeploymentRequest());

        draft.MemoryMb = 1024;
        draft.HealthPath = " ";

        draft.ChangesTo(deployment).ShouldBe(new UpdateDeploymentRequest(HealthPath: "", Limits: new LimitsRequest(MemoryMb: 1024)));
    }

    [Fact]
    public void A_source_says_what_is_missing_at_its_field()
    {
        new SourceDraft().Check()!.For("source").ShouldNotBeNull();
        new SourceDraft { Kind = SourceKind.Git, GitUrl = " " }.Check()!.For("gitUrl").ShouldNotBeNull();
        new SourceDraft { Kind = SourceKind.Template }.Check()!.For("template").ShouldNotBeNull();
        new SourceDraft { Kind = SourceKind.Files, Files = { new FileDraft { Path = "index.html " } } }.Check()!.For("files").ShouldNotBeNull("two of the same path");
        new SourceDraft { Kind = SourceKind.Files }.Check().ShouldBeNull();
    }

    [Fact]
    public void A_git_source_without_a_ref_takes_the_default_branch() =>
        new SourceDraft { Kind = SourceKind.Git, GitUrl = " https://git.example/a.git " }.ToRequest()
            .ShouldBe(new CreateReleaseRequest(GitUrl: "https://git.example/a.git"));

    [Theory]
    [InlineData(DeploymentState.Running, "Everything runs. Nothing needs you.")]
    [InlineData(DeploymentState.Failing, "0 of 1 deployments run. One needs you.")]
    [InlineData(DeploymentState.Stopped, "0 of 1 deployments run. Nothing needs you.")]
    public void The_home_page_says_in_a_sentence_how_things_are(DeploymentState state, string sentence) =>
        HomeSummary.Of([Deployment() with { State = state }]).Sentence.ShouldBe(sentence);

    internal static DeploymentResponse Deployment() => new(
        Guid.NewGuid(), Guid.NewGuid(), "shop", "shop", EnvironmentName.Development, DeploymentState.Running, null, "http://shop.localhost:8080", 2, Limits.Default, null, [],
        Runtime.Node, null, null, "/healthz", Egress.Internet, DateTimeOffset.UnixEpoch);
}
