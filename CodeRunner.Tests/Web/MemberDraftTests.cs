using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Members;

namespace CodeRunner.Tests.Web;

public sealed class MemberDraftTests
{
    [Fact]
    public void What_nobody_touched_is_sent_back_as_it_is_or_not_at_all()
    {
        new MemberDraft(null).ToRequest().ShouldBe(new MemberRequest(ProjectRole.Developer));
        var request = new MemberDraft(Member(ProjectRole.Maintainer, [EnvironmentName.Staging], [])).ToRequest();
        (request.Role, request.Reveal).ShouldBe((ProjectRole.Maintainer, null));
        request.Environments.ShouldBe([EnvironmentName.Staging]);
    }

    [Fact]
    public void A_right_to_reveal_that_was_touched_is_said_in_full()
    {
        var draft = new MemberDraft(Member(ProjectRole.Maintainer, null, null));
        draft.Reveal.Add(EnvironmentName.Production);
        draft.ToRequest().Reveal.ShouldBe([EnvironmentName.Development, EnvironmentName.Staging, EnvironmentName.Production]);
        draft.Reveal.Clear();
        draft.ToRequest().Reveal!.ShouldBeEmpty();
    }

    [Fact]
    public void An_owners_role_names_no_environment()
    {
        var draft = new MemberDraft(Member(ProjectRole.Maintainer, [EnvironmentName.Staging], null)) { Role = ProjectRole.Owner };
        draft.ToRequest().Environments.ShouldBeNull();
    }

    private static MemberResponse Member(ProjectRole role, EnvironmentName[]? environments, EnvironmentName[]? reveal) => new("bob@example.org", "Bob", role, environments ?? Enum.GetValues<EnvironmentName>(), environments ?? [], reveal, []);
}
