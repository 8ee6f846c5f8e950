using System.Runtime.Versioning;
using CodeRunner.Core.Vault;

namespace CodeRunner.Tests.Core.Vault;

[SupportedOSPlatform("linux")]
public sealed class MasterKeyTests : IDisposable
{
    private static readonly string Key = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray());

    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-keys-").FullName;

    private string Path => System.IO.Path.Combine(directory, "keys", "master");

    [Fact]
    public void The_first_key_is_the_current_one_unless_said_otherwise()
    {
        KeyRing.Parse($"new:{Key},old:{Key}").CurrentId.ShouldBe("new");
        KeyRing.Parse($"new:{Key},old:{Key}", "old").CurrentId.ShouldBe("old");
        Should.Throw<MasterKeyException>(() => KeyRing.Parse($"new:{Key}", "other")).Message.ShouldContain("other");
    }

    [Theory]
    [InlineData("", "openssl rand -base64 32")]
    [InlineData("k1", "has no id")]
    [InlineData("k1:", "k1 must be base64 of 32")]
    [InlineData("k1:c2hvcnQ=", "k1 must be base64 of 32")]
    [InlineData("k 1:c2hvcnQ=", "has no id")]
    public void Keys_that_are_none_are_refused_with_what_is_wrong(string keys, string message) =>
        Should.Throw<MasterKeyException>(() => KeyRing.Parse(keys)).Message.ShouldContain(message);

    [Fact]
    public void What_is_wrong_is_said_without_the_key() =>
        Should.Throw<MasterKeyException>(() => KeyRing.Parse($"k1:{Key}x")).Message.ShouldNotContain(Key[..8]);

    [Fact]
    public void A_file_is_made_once_for_its_owner_alone_and_read_again()
    {
        KeyFile.Ensure(Path, DateTimeOffset.UnixEpoch).ShouldBeTrue();
        var id = KeyFile.Read(Path).CurrentId;
        File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        KeyFile.Ensure(Path, DateTimeOffset.UnixEpoch).ShouldBeFalse();
        KeyFile.Read(Path).CurrentId.ShouldBe(id);
        Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_many_who_make_it_at_once_one_does_and_all_read_the_same()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => KeyFile.Ensure(Path, DateTimeOffset.UnixEpoch))));
        made.Count(each => each).ShouldBe(1);
        KeyFile.Read(Path).Ids.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_read_or_change_is_refused(UnixFileMode more)
    {
        KeyFile.Ensure(Path, DateTimeOffset.UnixEpoch);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        Should.Throw<MasterKeyException>(() => KeyFile.Read(Path)).Message.ShouldContain("chmod 600");
    }

    [Fact]
    public void A_link_is_refused_and_nothing_is_made_at_its_end()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var target = System.IO.Path.Combine(directory, "elsewhere");
        File.CreateSymbolicLink(Path, target);
        KeyFile.Ensure(Path, DateTimeOffset.UnixEpoch).ShouldBeFalse();
        File.Exists(target).ShouldBeFalse();

        KeyFile.Ensure(target, DateTimeOffset.UnixEpoch).ShouldBeTrue();
        Should.Throw<MasterKeyException>(() => KeyFile.Read(Path)).Message.ShouldContain("is a link");
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused_by_its_name() =>
        Should.Throw<MasterKeyException>(() => KeyFile.Read(Path)).Message.ShouldContain(Path);

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
