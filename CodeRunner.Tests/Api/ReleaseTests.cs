using System.IO.Compression;
using System.Net;
using System.Text;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class ReleaseTests(SourcesFixture fixture) : IClassFixture<SourcesFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    private string Path => $"/api/deployments/{deployment.Id}/releases";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_uploaded_archive_is_kept_byte_for_byte()
    {
        var archive = Zip(("app.js", new string('x', 10)), ("noise", Noise(2 << 20)));
        archive.Length.ShouldBeGreaterThan(SourceStore.ChunkBytes);

        using var answer = await ada.PostAsync(Path, Form(archive, "../../my shop.zip"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());

        var release = (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items.ShouldHaveSingleItem();
        release.Source.ShouldBe(new SourceDescription(SourceKind.Archive, "my shop.zip", null, archive.Length));
        (release.Number, release.State, release.CreatedBy).ShouldBe((1, ReleaseState.Queued, ada.Email));
        (await StoredAsync(release.Id)).ShouldBe(archive);
    }

    [Fact]
    public async Task A_tar_gz_is_taken_too()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(new byte[1024]);

        await ada.PostAsync(Path, Form(packed.ToArray())).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("neither zip nor gzip")]
    [InlineData("")]
    [InlineData("PK")]
    public async Task What_is_no_archive_is_refused(string content) =>
        await ada.PostAsync(Path, Form(Encoding.UTF8.GetBytes(content))).ShouldNameAsync("source");

    [Fact]
    public async Task A_multipart_body_without_source_or_cut_short_is_refused()
    {
        await ada.PostAsync(Path, new MultipartFormDataContent { { new StringContent("x"), "other" } }).ShouldNameAsync("source");
        var broken = new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nPK\u0003\u0004abc"u8.ToArray());
        broken.Headers.Add("Content-Type", "multipart/form-data; boundary=b");
        await ada.PostAsync(Path, broken).ShouldNameAsync("source");
    }

    [Fact]
    public async Task An_archive_over_the_limit_is_refused_in_words_and_nothing_is_kept()
    {
        var before = LargeTemporaryFiles();

        await ada.PostAsync(Path, Form(Zip(("noise", Noise(SourcesFixture.MostBytes + 1000)))))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);

        await using var db = api.Db();
        (await db.Releases.AnyAsync(each => each.DeploymentId == deployment.Id)).ShouldBeFalse();
        LargeTemporaryFiles().Except(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_strangers_upload_is_refused_as_if_nothing_were_there()
    {
        var eve = await api.UserAsync("Eve");
        await eve.PostAsync(Path, Form(Zip(("a", "b")))).ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Inline_files_become_a_zip()
    {
        using var answer = await ada.PostAsync(Path, new { files = new Dictionary<string, string> { ["index.html"] = "<h1>hällo", ["css/a.css"] = "" } });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var release = (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items.ShouldHaveSingleItem();
        await using var zip = new ZipArchive(new MemoryStream(await StoredAsync(release.Id)));
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["index.html", "css/a.css"]);
        using var reader = new StreamReader(await zip.GetEntry("index.html")!.OpenAsync());
        (await reader.ReadToEndAsync()).ShouldBe("<h1>hällo");
    }

    [Fact]
    public async Task Each_template_of_the_list_becomes_a_zip_of_its_files()
    {
        var templates = await ada.GetAsync<Page<TemplateResponse>>("/api/templates?kind=source");
        templates!.Items.Select(each => each.Id).ShouldBe(["node-http", "node-express", "python-http", "dotnet-minimal", "static-site"], ignoreOrder: true);
        foreach (var template in templates.Items)
            await ada.PostAsync(Path, new { template = template.Id }).ShouldBeAsync(HttpStatusCode.Accepted);

        foreach (var release in (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items)
        {
            await using var zip = new ZipArchive(new MemoryStream(await StoredAsync(release.Id)));
            zip.Entries.ShouldNotBeEmpty();
            zip.Entries.ShouldAllBe(entry => !entry.FullName.StartsWith("bin/") && !entry.FullName.StartsWith("obj/") && !entry.FullName.StartsWith("node_modules/"));
        }
        (await ada.GetAsync<Page<TemplateResponse>>("/api/templates?kind=variables"))!.Items.ShouldAllBe(each => each.Kind == TemplateKind.Variables);
        await ada.Http.GetAsync("/api/templates?kind=other").ShouldNameAsync("kind");
    }

    [Theory]
    [InlineData("""{"files":{"../x":""}}""", "files")]
    [InlineData("""{"files":{"/etc/passwd":""}}""", "files")]
    [InlineData("""{"files":{"a\\b":""}}""", "files")]
    [InlineData("""{"files":{"a//b":""}}""", "files")]
    [InlineData("""{"files":{"a\u0000":""}}""", "files")]
    [InlineData("""{"files":{"a":null}}""", "files")]
    [InlineData("""{"files":{}}""", "files")]
    [InlineData("""{"template":"../../etc"}""", "template")]
    [InlineData("""{"template":"nothing"}""", "template")]
    [InlineData("""{"gitUrl":"ext::sh -c id"}""", "gitUrl")]
    [InlineData("""{"gitUrl":"file:///etc"}""", "gitUrl")]
    [InlineData("""{"gitUrl":"--upload-pack=id"}""", "gitUrl")]
    [InlineData("""{"gitUrl":"git@example.org:a/b"}""", "gitUrl")]
    [InlineData("""{"gitUrl":"ssh://example.org/a"}""", "gitUrl")]
    [InlineData("""{"gitUrl":"http://example.org/a"}""", "gitUrl")]
    [InlineData("""{"gitUrl":"https://me:secret@example.org/a"}""", "gitUrl")]
    [InlineData("""{"gitUrl":"https://example.org/a","gitRef":"-x"}""", "gitRef")]
    [InlineData("""{"gitUrl":"https://example.org/a","gitRef":"a b"}""", "gitRef")]
    [InlineData("""{"gitUrl":"https://example.org/a","gitRef":"a..b"}""", "gitRef")]
    [InlineData("""{"gitUrl":"https://example.org/a","template":"node-http"}""", "body")]
    [InlineData("""{}""", "body")]
    [InlineData("""{"files":[]}""", "files")]
    [InlineData("""nonsense""", "body")]
    public async Task A_source_that_cannot_be_is_refused_with_the_field_named(string body, string field) => await ada.PostAsync(Path, body)
        .ShouldNameAsync(field);

    [Theory]
    [InlineData("https://example.org/a.git", "main")]
    [InlineData("http://git.test/a.git", null)]
    public async Task A_git_source_is_kept_as_it_is_named(string gitUrl, string? gitRef)
    {
        await ada.PostAsync(Path, new { gitUrl, gitRef }).ShouldBeAsync(HttpStatusCode.Accepted);

        (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items.ShouldHaveSingleItem().Source.ShouldBe(new SourceDescription(SourceKind.Git, gitUrl, gitRef));
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData(" ghcr.io/you/app:1.2 ")]
    [InlineData("localhost:5000/app@sha256:0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task An_image_is_kept_as_it_is_named(string image)
    {
        await ada.PostAsync(Path, new { image }).ShouldBeAsync(HttpStatusCode.Accepted);

        (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items.ShouldHaveSingleItem().Source.ShouldBe(new SourceDescription(SourceKind.Image, image.Trim()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--privileged")]
    [InlineData("UPPER/case")]
    [InlineData("nginx:1 && true")]
    [InlineData("http://ghcr.io/you/app")]
    [InlineData("app@sha256:short")]
    [InlineData("../../etc")]
    public async Task What_is_no_images_name_is_refused(string image) =>
        await ada.PostAsync(Path, new { image }).ShouldNameAsync("image");

    [Fact]
    public async Task What_is_too_large_or_of_another_type_is_refused()
    {
        await ada.PostAsync(Path, new { files = new Dictionary<string, string> { ["a"] = new('x', 30_000) } })
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        await ada.PostAsync(Path, new StringContent("x", Encoding.UTF8, "text/plain")).ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Releases_at_the_same_moment_get_numbers_of_their_own_up_to_the_queues_end()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => ada.PostAsync(Path, new { template = "static-site" })));

        answers.Count(each => each.StatusCode == HttpStatusCode.Accepted).ShouldBe(6);
        answers.Count(each => each.StatusCode == HttpStatusCode.Conflict).ShouldBe(3);
        (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items.Select(each => each.Number).ShouldBe([6, 5, 4, 3, 2, 1]);
    }

    [Fact]
    public async Task A_release_starts_a_stopped_deployment_and_can_be_cancelled_on_its_way()
    {
        await ada.PostAsync($"/api/deployments/{deployment.Id}/stop").ShouldBeAsync(HttpStatusCode.Accepted);
        var release = await ada.ReleaseAsync(deployment.Id);
        await using (var db = api.Db())
            (await db.Deployments.SingleAsync(each => each.Id == deployment.Id)).DesiredState.ShouldBe(DesiredState.Running);

        await ada.PostAsync($"/api/releases/{release.Id}/cancel").ShouldBeAsync(HttpStatusCode.Accepted);
        await using (var db = api.Db())
        {
            var row = await db.Releases.SingleAsync(each => each.Id == release.Id);
            row.CancelRequestedAt.ShouldNotBeNull();
            row.Cancel(DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
        }
        await ada.PostAsync($"/api/releases/{release.Id}/cancel").ShouldBeProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_rollback_makes_a_new_release_of_the_earlier_artifact()
    {
        var release = await ada.ReleaseAsync(deployment.Id);
        var path = $"/api/deployments/{deployment.Id}/rollback";
        await ada.PostAsync(path, new { release = 1 }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await ada.PostAsync(path, new { release = 7 }).ShouldNameAsync("release");
        await ada.PostAsync(path, "{}").ShouldNameAsync("release");
        await using (var db = api.Db())
        {
            var row = await db.Releases.SingleAsync(each => each.Id == release.Id);
            row.Built(new Artifact(Guid.NewGuid(), "node", Runtime.Static, ["serve"], "/app", new Dictionary<string, string>(), 1), DateTimeOffset.UtcNow);
            await db.SaveChangesAsync();
        }

        var again = await ada.SendAsync<ReleaseSummary>(HttpMethod.Post, path, new { release = 1 });

        again!.Number.ShouldBe(2);
        var newest = (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items[0];
        (newest.Number, newest.RolledBackFrom, newest.Source.Kind).ShouldBe((2, 1, SourceKind.Files));
    }

    [Fact]
    public async Task A_rollback_restores_the_settings_with_the_artifact_and_rolling_forward_undoes_it()
    {
        var first = await ada.ReleaseAsync(deployment.Id);
        await ServeAsync(first.Id);
        await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { limits = new { memoryMb = 99 }, egress = "none", healthPath = "/up" });
        var path = $"/api/deployments/{deployment.Id}/rollback";

        await ada.SendAsync<ReleaseSummary>(HttpMethod.Post, path, new { release = 1 });
        var back = await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}");
        (back!.Limits.MemoryMb, back.Egress, back.HealthPath).ShouldBe((Limits.Default.MemoryMb, Egress.Internet, null));
        await ada.SendAsync<ReleaseSummary>(HttpMethod.Post, path, new { release = 2 });
        var forward = await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}");
        (forward!.Limits.MemoryMb, forward.Egress, forward.HealthPath).ShouldBe((99, Egress.None, "/up"));

        var releases = (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items;
        releases.Select(each => (each.Number, each.RolledBackFrom, each.Limits!.MemoryMb, each.Egress, each.HealthPath)).ShouldBe(
            [(4, 2, 99, Egress.None, "/up"), (3, 1, Limits.Default.MemoryMb, Egress.Internet, null), (2, null, 99, Egress.None, "/up"), (1, null, Limits.Default.MemoryMb, Egress.Internet, null)]);
        releases.ShouldAllBe(each => each.Artifact == ArtifactState.Kept);
    }

    [Fact]
    public async Task A_rollback_to_what_is_not_kept_any_more_is_refused_and_the_list_says_so()
    {
        var release = await ada.ReleaseAsync(deployment.Id);
        await ServeAsync(release.Id);
        await using (var db = api.Db())
            await db.Database.ExecuteSqlAsync($"UPDATE releases SET artifact_removed_at = now() WHERE id = {release.Id}");

        using var answer = await ada.PostAsync($"/api/deployments/{deployment.Id}/rollback", new { release = 1 });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("not kept any more");
        var shown = (await ada.GetAsync<Page<ReleaseResponse>>(Path))!.Items.ShouldHaveSingleItem();
        shown.Artifact.ShouldBe(ArtifactState.Removed);
        shown.ServedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_projects_sources_are_bounded_the_oldest_that_no_build_needs_go_and_those_that_wait_are_refused_beyond_it()
    {
        await using var small = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Sources:MaxProjectBytes"] = $"{5 << 20}", ["Sources:KeptSources"] = "3" });
        var eve = await small.UserAsync();
        var one = await eve.DeploymentAsync(name: "one");
        var other = await eve.DeploymentAsync(one.ProjectId, "other", "staging");
        await using var db = small.Db();
        var ids = new List<Guid>();
        foreach (var target in (DeploymentResponse[])[one, other, one, other])
            ids.Add(await PushAsync(target, 2 << 20));

        (await SourcesAsync(ids)).ShouldBe([false, false, true, true], "two of 2 MiB fit into 5");
        var waiting = new List<Guid> { await PushAsync(one, 2 << 20, end: false), await PushAsync(other, 2 << 20, end: false) };
        (await SourcesAsync([.. ids, .. waiting])).ShouldBe([false, false, false, false, true, true]);
        using var refused = await eve.PostAsync($"/api/deployments/{one.Id}/releases", Form(Zip(("noise", Noise(2 << 20)))));
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SourcesAsync(waiting)).ShouldBe([true, true]);

        async Task<bool[]> SourcesAsync(IReadOnlyList<Guid> releases)
        {
            var stored = await db.SourceChunks.Where(chunk => releases.Contains(chunk.ReleaseId)).Select(chunk => chunk.ReleaseId).Distinct().ToListAsync();
            return [.. releases.Select(stored.Contains)];
        }

        async Task<Guid> PushAsync(DeploymentResponse target, int bytes, bool end = true)
        {
            using var answer = await eve.PostAsync($"/api/deployments/{target.Id}/releases", Form(Zip(("noise", Noise(bytes)))));
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
            var release = (await eve.GetAsync<Page<ReleaseResponse>>($"/api/deployments/{target.Id}/releases"))!.Items[0].Id;
            if (end)
                await db.Database.ExecuteSqlAsync($"UPDATE releases SET state = 'Failed' WHERE id = {release}");
            return release;
        }
    }

    /// <summary>Of everybody on this machine: others' come and go.</summary>
    private static List<string> LargeTemporaryFiles() =>
        [.. Directory.GetFiles(System.IO.Path.GetTempPath(), "coderunner-*").Where(file => new FileInfo(file) is { Exists: true, Length: > SourcesFixture.MostBytes })];

    private async Task ServeAsync(Guid releaseId)
    {
        await using var db = api.Db();
        var row = await db.Releases.SingleAsync(each => each.Id == releaseId);
        row.Built(new Artifact(row.Id, "node", Runtime.Static, ["serve"], "/app", new Dictionary<string, string>(), 1), DateTimeOffset.UtcNow);
        row.Serve(DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
    }

    private async Task<byte[]> StoredAsync(Guid releaseId)
    {
        await using var db = api.Db();
        using var stored = new MemoryStream();
        (await db.ReadSourceAsync(releaseId, stored, default)).ShouldBeTrue();
        return stored.ToArray();
    }

    private static MultipartFormDataContent Form(byte[] archive, string name = "app.zip") => new() { { new ByteArrayContent(archive), "source", name } };

    private static string Noise(int length) => string.Create(length, 7, (text, seed) =>
    {
        var random = new Random(seed);
        foreach (ref var letter in text)
            letter = (char)random.Next('!', 'z');
    });

    private static byte[] Zip(params (string Path, string Text)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(path, CompressionLevel.NoCompression).Open());
                writer.Write(text);
            }
        }
        return packed.ToArray();
    }
}
