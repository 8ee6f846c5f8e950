using CodeRunner.Contracts;
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
    public void Only_what_replaces_instances_is_said_to_make_a_release()
    {
        RunDraft.Releases(new UpdateDeploymentRequest(Limits: new LimitsRequest(Pids: 9))).ShouldBeTrue();
        RunDraft.Releases(new UpdateDeploymentRequest(HealthPath: "")).ShouldBeTrue();
        RunDraft.Releases(new UpdateDeploymentRequest(Egress: Egress.None)).ShouldBeTrue();
        RunDraft.Releases(new UpdateDeploymentRequest(DrainSeconds: 0, StartCommand: "run")).ShouldBeFalse();
    }

    [Fact]
    public void A_newer_release_that_failed_needs_someone_and_is_said_beside_the_one_that_serves()
    {
        var serves = Deployment() with
        {
            Release = new ReleaseSummary(Guid.NewGuid(), 6, ReleaseState.Serving),
            Newest = new ReleaseOutcome(Guid.NewGuid(), 7, ReleaseState.Failed, new Reason("crashed", "It ended with exit code 1.", 1)),
        };

        DeploymentWords.NeedsSomeone(serves).ShouldBeTrue();
        DeploymentWords.Alarm(serves).ShouldBe("Release 7 failed; release 6 serves.");
        HomeSummary.Of([serves]).Sentence.ShouldBe("1 of 1 deployments run. One needs you.");
        DeploymentWords.NeedsSomeone(serves with { State = DeploymentState.Stopped }).ShouldBeFalse();
        DeploymentWords.NeedsSomeone(serves with { Newest = serves.Newest! with { Number = 6, State = ReleaseState.Serving, Reason = null } }).ShouldBeFalse();
    }

    [Fact]
    public void A_rollback_says_what_it_changes_and_only_that()
    {
        var now = Deployment() with { Egress = Egress.None, StartCommand = "run" };
        var serving = Release(7, now) with { Source = new SourceDescription(SourceKind.Git, "https://git.example/a", "main") };
        var to = Release(3, now) with { Limits = now.Limits with { MemoryMb = 64, Cpus = 0.5 }, Egress = Egress.Internet, StartCommand = null };

        Differences.Of(now, serving, to).ShouldBe(
        [
            new("Source", "git git.example/a @ main of release 7", "a.zip of release 3"), new("CPU", "1 core", "0.5 cores"), new("Memory", "512 MiB", "64 MiB"),
            new("Reaches outside", "nothing", "the internet"), new("Start command", "run", "recognised"),
        ]);
        Differences.Of(now, serving with { ArtifactId = to.ArtifactId }, to with { Limits = now.Limits, Egress = now.Egress, StartCommand = now.StartCommand }).ShouldBeEmpty("one artifact has one source");
    }

    private static ReleaseResponse Release(int number, DeploymentResponse of) => new(
        Guid.NewGuid(), number, ReleaseState.Superseded, null, new SourceDescription(SourceKind.Archive, "a.zip"), null, DateTimeOffset.UnixEpoch, null, null,
        ArtifactState.Kept, Guid.NewGuid(), DateTimeOffset.UnixEpoch, of.Limits, of.Egress, of.Runtime, of.BuildCommand, of.StartCommand, of.HealthPath);

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
