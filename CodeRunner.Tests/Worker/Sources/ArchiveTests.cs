using System.Formats.Tar;
using System.Runtime.Versioning;
using CodeRunner.Worker.Sources;

namespace CodeRunner.Tests.Worker.Sources;

[UnsupportedOSPlatform("windows")]
public sealed class ArchiveTests : IDisposable
{
    private const uint LocalHeader = 0x04034b50;
    private const uint CentralHeader = 0x02014b50;
    private const uint EndRecord = 0x06054b50;

    private readonly Unpacking unpacking = new();

    public void Dispose() => unpacking.Dispose();

    [Fact]
    public async Task A_zip_is_unpacked_with_its_folders()
    {
        await unpacking.UnpackAsync(TestArchive.Zip(("package.json", "{}"), ("src/deep/a.js", "1"), ("__MACOSX/._a", "junk")));
        unpacking.Files.ShouldBe(["in/app/package.json", "in/app/src/deep/a.js"]);
        (await File.ReadAllTextAsync(Path.Combine(unpacking.Target, "src/deep/a.js"))).ShouldBe("1");
    }

    [Fact]
    public async Task A_tar_gz_is_unpacked_and_names_that_begin_with_a_dot_and_a_slash_are_plain()
    {
        await unpacking.UnpackAsync(TestArchive.TarGz(("./package.json", "{}"), ("./src/a.js", "1")));
        unpacking.Files.ShouldBe(["in/app/package.json", "in/app/src/a.js"]);
    }

    [Fact]
    public async Task The_one_folder_around_everything_is_taken_off()
    {
        await unpacking.UnpackAsync(TestArchive.Zip(("repo-main/package.json", "{}"), ("repo-main/src/a.js", "1")));
        unpacking.Files.ShouldBe(["in/app/package.json", "in/app/src/a.js"]);
    }

    [Fact]
    public async Task The_executable_bit_stays_and_set_id_bits_go()
    {
        await unpacking.UnpackAsync(TestArchive.TarGzOf(
            TestArchive.Entry(TarEntryType.RegularFile, "run.sh", "x", mode: UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.SetUser | UnixFileMode.SetGroup),
            TestArchive.Entry(TarEntryType.RegularFile, "plain", "x", mode: UnixFileMode.OtherWrite)));
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.GetUnixFileMode(Path.Combine(unpacking.Target, "run.sh")).ShouldBe(Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        File.GetUnixFileMode(Path.Combine(unpacking.Target, "plain")).ShouldBe(Readable);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("a/b/../c")]
    [InlineData("/etc/evil")]
    [InlineData("C:/evil")]
    [InlineData("c:evil")]
    [InlineData("a\\..\\evil")]
    [InlineData("a\u0000b")]
    [InlineData("a\nb")]
    public async Task A_path_that_could_leave_the_directory_is_refused_by_name(string path)
    {
        (await unpacking.RefuseAsync(TestArchive.Zip(("ok", "1"), (path, "evil")), "archive_path_refused")).ShouldContain(path.Contains('\0') || path.Contains('\n') ? "a�b" : path);
        if (!path.Any(char.IsControl))
            await unpacking.RefuseAsync(TestArchive.TarGz(("ok", "1"), (path, "evil")), "archive_path_refused");
    }

    [Fact]
    public async Task A_path_that_is_too_long_or_too_deep_is_refused()
    {
        await unpacking.RefuseAsync(TestArchive.Zip((string.Join('/', Enumerable.Repeat("a", 65)), "1")), "archive_path_refused");
        await unpacking.RefuseAsync(TestArchive.Zip((string.Join('/', Enumerable.Repeat(new string('a', 100), 11)), "1")), "archive_path_refused");
        await unpacking.RefuseAsync(TestArchive.Zip((new string('a', 256), "1")), "archive_path_refused");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "archive_link_refused")]
    [InlineData(TarEntryType.HardLink, "archive_link_refused")]
    [InlineData(TarEntryType.Fifo, "archive_special_file_refused")]
    [InlineData(TarEntryType.CharacterDevice, "archive_special_file_refused")]
    [InlineData(TarEntryType.BlockDevice, "archive_special_file_refused")]
    public async Task Links_and_special_files_of_a_tar_are_refused_by_name(TarEntryType type, string code)
    {
        var link = type is TarEntryType.SymbolicLink or TarEntryType.HardLink ? "/etc/passwd" : null;
        var message = await unpacking.RefuseAsync(TestArchive.TarGzOf(TestArchive.Entry(TarEntryType.RegularFile, "ok", "1"), TestArchive.Entry(type, "dir/evil", link: link)), code);
        message.ShouldContain("\"dir/evil\"");
    }

    [Theory]
    [InlineData(TestArchive.Link, "archive_link_refused")]
    [InlineData(TestArchive.Fifo, "archive_special_file_refused")]
    [InlineData(TestArchive.Device, "archive_special_file_refused")]
    public async Task Links_and_special_files_of_a_zip_are_refused_by_name(int type, string code) =>
        (await unpacking.RefuseAsync(TestArchive.ZipOf(("ok", "1", 0), ("dir/evil", "/etc/passwd", type | 0x1FF)), code)).ShouldContain("\"dir/evil\"");

    [Fact]
    public async Task Nothing_is_written_through_a_link_that_the_archive_brings()
    {
        var outside = Directory.CreateTempSubdirectory("outside-").FullName;
        try
        {
            await unpacking.RefuseAsync(
                TestArchive.TarGzOf(TestArchive.Entry(TarEntryType.SymbolicLink, "d", link: outside), TestArchive.Entry(TarEntryType.RegularFile, "d/evil", "evil")),
                "archive_link_refused");
            Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(outside);
        }
    }

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("a.txt", "A.TXT")]
    [InlineData("lib/x", "LIB/y")]
    [InlineData("a", "a/b")]
    [InlineData("a/b", "a")]
    public async Task A_name_that_comes_twice_is_refused(string first, string second)
    {
        await unpacking.RefuseAsync(TestArchive.Zip((first, "1"), (second, "2"), ("top", "3")), "archive_duplicate_refused");
        await unpacking.RefuseAsync(TestArchive.TarGz((first, "1"), (second, "2"), ("top", "3")), "archive_duplicate_refused");
    }

    [Fact]
    public async Task More_files_than_allowed_are_refused_and_folders_count()
    {
        unpacking.Options.MaxFiles = 100;
        var files = Enumerable.Range(0, 101).Select(number => ($"f{number}", "")).ToArray();
        await unpacking.RefuseAsync(TestArchive.Zip(files), "archive_too_many_files");
        await unpacking.RefuseAsync(TestArchive.TarGz(files), "archive_too_many_files");
        await unpacking.RefuseAsync(TestArchive.Zip([.. Enumerable.Range(0, 60).Select(number => ($"d{number}/f", ""))]), "archive_too_many_files");
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_refused_whatever_they_compress_to()
    {
        unpacking.Options.MaxBytes = 1 << 20;
        unpacking.Options.MaxRatio = 2000;
        var large = new string('x', (1 << 20) + 1);
        await unpacking.RefuseAsync(TestArchive.Zip(("large", large)), "archive_too_large");
        await unpacking.RefuseAsync(TestArchive.TarGz(("large", large)), "archive_too_large");
    }

    [Fact]
    public async Task What_headers_claim_is_not_believed()
    {
        var content = new string('x', 100_000);
        var small = TestArchive.Patch(TestArchive.Zip(("a", content)), CentralHeader, 24, 10, 0, 0, 0);
        await unpacking.RefuseAsync(small, "archive_damaged");
        var large = TestArchive.Patch(TestArchive.Zip(("a", content)), CentralHeader, 24, 0, 0, 0, 0x40);
        await unpacking.RefuseAsync(large, "archive_damaged");
        var many = TestArchive.Patch(TestArchive.Zip(("a", content)), EndRecord, 8, 0xFE, 0xFF, 0xFE, 0xFF);
        await unpacking.RefuseAsync(many, "archive_damaged");
    }

    [Fact]
    public async Task An_encrypted_zip_is_refused_with_the_way_out()
    {
        var archive = TestArchive.Patch(TestArchive.Patch(TestArchive.Zip(("a", "1")), LocalHeader, 6, 1), CentralHeader, 8, 1);
        (await unpacking.RefuseAsync(archive, "archive_encrypted")).ShouldContain("without a password");
    }

    [Fact]
    public async Task A_cut_off_archive_is_refused()
    {
        var content = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(200_000));
        var zip = TestArchive.Zip(("a", content), ("b", content));
        var tar = TestArchive.TarGz(("a", content), ("b", content));
        foreach (var share in (double[])[0.1, 0.5, 0.9])
        {
            await unpacking.RefuseAsync(zip[..(int)(zip.Length * share)], "archive_damaged");
            await unpacking.RefuseAsync(tar[..(int)(tar.Length * share)], "archive_damaged");
        }
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        await unpacking.RefuseAsync([], "archive_unknown");
        await unpacking.RefuseAsync("hello"u8.ToArray(), "archive_unknown");
        await unpacking.RefuseAsync("PK\u0003\u0004 but no more"u8.ToArray(), "archive_damaged");
        await unpacking.RefuseAsync([0x1F, 0x8B, 8, 0, 1, 2, 3, 4], "archive_damaged");
        await unpacking.RefuseAsync(TestArchive.Zip(), "archive_empty");
        await unpacking.RefuseAsync(TestArchive.TarGzOf(TestArchive.Entry(TarEntryType.Directory, "only")), "archive_empty");
        await unpacking.RefuseAsync(TestArchive.ZipOf(("only/", "", TestArchive.Folder | 0x1ED)), "archive_empty");
    }

    [Fact]
    public async Task A_tar_header_of_hundreds_of_megabytes_is_refused_before_it_is_in_memory()
    {
        var message = await unpacking.RefuseAsync(Bombs.TarWithAHugeHeader(), "archive_damaged");
        message.ShouldContain("larger than 1 MiB");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bomb_of_a_gigabyte_is_refused_before_it_fills_the_disk(bool zip)
    {
        var bomb = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(bomb))
                await (zip ? Bombs.WriteZipAsync(file, 1 << 30) : Bombs.WriteTarAsync(file, 1 << 30));
            new FileInfo(bomb).Length.ShouldBeLessThan(16 << 20);
            var refused = await Should.ThrowAsync<SourceException>(() => unpacking.UnpackFileAsync(bomb));
            refused.Code.ShouldBeOneOf("archive_ratio_refused", "archive_too_large");
            unpacking.Files.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(bomb);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_million_files_are_refused_and_none_of_them_is_left(bool zip)
    {
        unpacking.Options.MaxFiles = 1000;
        var bomb = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(bomb))
                await (zip ? Bombs.WriteZipOfManyAsync(file, 1_000_000) : Bombs.WriteTarOfManyAsync(file, 1_000_000));
            var refused = await Should.ThrowAsync<SourceException>(() => unpacking.UnpackFileAsync(bomb));
            refused.Code.ShouldBeOneOf("archive_too_many_files", "archive_ratio_refused");
            unpacking.Files.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(bomb);
        }
    }
}
