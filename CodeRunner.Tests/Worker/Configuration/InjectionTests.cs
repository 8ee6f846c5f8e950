using System.Text;
using System.Text.Json;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Tests.Worker.Configuration;

public sealed class InjectionTests
{
    /// <summary>Answers with its environment, and prints its secrets in every way that it can think of.</summary>
    private static readonly byte[] Chatty = Apps.Node(
        """
        const http = require('http');
        const [token, key] = [process.env.TOKEN ?? '', process.env.KEY ?? ''];
        const print = text => console.log('> ' + text);
        print(token); print(JSON.stringify({ token, key })); print(encodeURIComponent(token)); print(Buffer.from('u:' + token).toString('base64'));
        print(Buffer.from(token).toString('hex')); console.error(key); print(process.env.URL);
        process.stdout.write('cut ' + token.slice(0, 5));
        setTimeout(() => { process.stdout.write(token.slice(5) + '\n'); print('done'); }, 1500);
        http.createServer((request, response) => response.end(JSON.stringify(process.env))).listen(process.env.PORT);
        """);

    [Fact]
    public async Task An_app_gets_its_variables_and_its_secrets_are_on_no_disk_and_in_no_log()
    {
        await using var node = await TestNode.CreateAsync();
        var canary = $"canary \"{Guid.NewGuid():n}\"/";
        var deployment = await node.CreateDeploymentAsync("chatty");
        var shared = new ConfigScope(node.ProjectId);
        var environment = shared with { Environment = EnvironmentName.Development };
        await node.ConfigureAsync(shared, ("A", "shared"), ("B", "shared"), ("C", "shared"));
        await node.ConfigureAsync(environment, ("B", "environment"), ("C", "environment"), ("URL", "db://u:${TOKEN}@${A}"), ("TOKEN!", canary), ("KEY!", "-----BEGIN-----\nline-of-a-key-1\nline-of-a-key-2\n"));
        await node.ConfigureAsync(environment with { DeploymentId = deployment.Id }, ("C", "own"));
        await node.PushAsync(deployment.Id, Chatty, new ConfigPins(1, 1, 1));
        var worker = await node.StartWorkerAsync();

        var got = JsonSerializer.Deserialize<Dictionary<string, string>>(await worker.TextAsync(deployment))!;
        (got["A"], got["B"], got["C"], got["TOKEN"], got["URL"]).ShouldBe(("shared", "environment", "own", canary, $"db://u:{canary}@shared"));
        got["KEY"].ShouldContain("line-of-a-key-2");
        CommandLines().ShouldNotContain(line => line.Contains(canary));

        var lines = await Eventually.BeAsync(() => node.LinesAsync(deployment), all => all.Contains("> done"), "all is printed");
        lines.ShouldContain("> ***");
        lines.ShouldContain("> db://u:***@shared");
        string.Concat(lines.SkipWhile(line => !line.StartsWith("cut ")).TakeWhile(line => line != "> done")).ShouldBe("cut ***");
        foreach (var hidden in (string[])[canary, canary[8..30], "line-of-a-key", Uri.EscapeDataString(canary), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(canary))])
        {
            lines.ShouldNotContain(line => line.Contains(hidden), hidden);
            FilesWith(node.Directory, hidden).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_release_runs_with_the_versions_that_it_names_whatever_was_set_since()
    {
        await using var node = await TestNode.CreateAsync();
        var deployment = await node.CreateDeploymentAsync("pinned");
        var environment = new ConfigScope(node.ProjectId, EnvironmentName.Development);
        await node.ConfigureAsync(environment, ("A", "first"));
        await node.ConfigureAsync(environment, ("A", "second"));
        await node.PushAsync(deployment.Id, Chatty, new ConfigPins(0, 1, 0));
        var worker = await node.StartWorkerAsync();
        (await worker.TextAsync(deployment)).ShouldContain("\"A\":\"first\"");
    }

    [Fact]
    public async Task A_database_that_goes_away_when_a_build_asks_for_its_secrets_only_interrupts_the_build()
    {
        await using var node = await TestNode.CreateAsync();
        var database = new NpgsqlConnectionStringBuilder(node.ConnectionString);
        await using var way = new LostAnswer(database.Host!, database.Port, "audit_entries", "secret.mask");
        (database.Host, database.Port) = ("127.0.0.1", way.Port);
        var deployment = await node.CreateDeploymentAsync("patient");
        await node.ConfigureAsync(new ConfigScope(node.ProjectId, EnvironmentName.Development), ("TOKEN!", "a-canary-secret"));
        await node.PushAsync(deployment.Id, Chatty, new ConfigPins(0, 1, 0));
        var worker = await node.StartWorkerAsync(("ConnectionStrings:db", database.ConnectionString));

        (await worker.TextAsync(deployment)).ShouldContain("a-canary-secret");
        way.HasLost.ShouldBeTrue();
        (await node.ReleaseAsync(deployment, 1, ReleaseState.Serving)).Interruptions.ShouldBe(1);
    }

    [Fact]
    public async Task A_secret_that_can_not_be_decrypted_refuses_the_release_by_name_before_anything_is_built()
    {
        await using var node = await TestNode.CreateAsync();
        var deployment = await node.CreateDeploymentAsync("refused");
        await node.ConfigureAsync(new ConfigScope(node.ProjectId, EnvironmentName.Development), ("TOKEN!", "a-canary-secret"));
        await node.PushAsync(deployment.Id, Chatty, new ConfigPins(0, 1, 0));
        await node.StartWorkerAsync(("Vault:MasterKeys", KeyRing.Generate(DateTimeOffset.UnixEpoch)));

        var release = await node.ReleaseAsync(deployment, 1, ReleaseState.Failed);
        release.Reason!.Code.ShouldBe("secret_unreadable");
        release.Reason.Message.ShouldBe($"The secret TOKEN can't be decrypted: the master key {TestVault.Keys.Split(':')[0]} is not here.");
        (await node.InstancesAsync(deployment)).ShouldBeEmpty();
        (await node.LinesAsync(deployment)).ShouldNotContain(line => line.StartsWith('$'), "no step was run");
        await using var db = node.Open();
        (await db.AuditEntries.OrderBy(entry => entry.Seq).ToListAsync()).Select(entry => (entry.Action, entry.Outcome, entry.Detail)).ShouldBe([
            ("secret.mask", AuditOutcome.Done, """{"release":1,"keys":["TOKEN"]}"""), ("secret.mask", AuditOutcome.Failed, """{"release":1,"keys":["TOKEN"]}""")]);
    }

    [Fact]
    public async Task An_instance_whose_secret_can_not_be_decrypted_any_more_does_not_start_again_without_it()
    {
        await using var node = await TestNode.CreateAsync();
        var deployment = await node.CreateDeploymentAsync("retired");
        await node.ConfigureAsync(new ConfigScope(node.ProjectId, EnvironmentName.Development), ("TOKEN!", "a-canary-secret"));
        await node.PushAsync(deployment.Id, Chatty, new ConfigPins(0, 1, 0));
        var first = await node.StartWorkerAsync();
        await first.TextAsync(deployment);
        await first.EndAsync();

        await node.StartWorkerAsync(("Vault:MasterKeys", KeyRing.Generate(DateTimeOffset.UnixEpoch)));
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryRestart(out var _));
        await Eventually.BeAsync(
            () => node.InstancesAsync(deployment), all => all.Exists(each => each.Reason?.Code == "secret_unreadable"), "the new instance says which secret is in its way");
    }

    [Fact]
    public async Task Each_injection_is_written_down_with_the_names_of_what_was_injected()
    {
        await using var node = await TestNode.CreateAsync();
        var deployment = await node.CreateDeploymentAsync("audited");
        await node.ConfigureAsync(new ConfigScope(node.ProjectId, EnvironmentName.Development), ("TOKEN!", "a-canary-secret"), ("A", "1"));
        await node.PushAsync(deployment.Id, Chatty, new ConfigPins(0, 1, 0));
        var worker = await node.StartWorkerAsync();
        await worker.TextAsync(deployment);

        await using var db = node.Open();
        var entries = await db.AuditEntries.OrderBy(entry => entry.Seq).ToListAsync();
        entries.Select(entry => (entry.Action, entry.ActorEmail, entry.Target)).ShouldBe([
            ("secret.mask", "coderunner", $"deployment {deployment.Id}"), ("secret.inject", "coderunner", $"deployment {deployment.Id}")]);
        entries.ShouldAllBe(entry => entry.Detail == """{"release":1,"keys":["TOKEN"]}""");
    }

    [Fact]
    public async Task An_app_that_crashes_again_and_again_does_not_fill_the_audit_log()
    {
        await using var node = await TestNode.CreateAsync();
        var deployment = await node.CreateDeploymentAsync("crashing");
        await node.ConfigureAsync(new ConfigScope(node.ProjectId, EnvironmentName.Development), ("TOKEN!", "a-canary-secret"));
        await node.PushAsync(deployment.Id, Apps.Node("setTimeout(() => process.exit(1), 100)"), new ConfigPins(0, 1, 0));
        await node.StartWorkerAsync();
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Sum(each => each.Restarts) >= 2, "it was started again twice");

        await using var db = node.Open();
        var times = await db.AuditEntries.Where(entry => entry.Action == "secret.inject").OrderBy(entry => entry.Seq).Select(entry => entry.Time).ToListAsync();
        times.ShouldNotBeEmpty();
        times.Zip(times.Skip(1), (one, next) => next - one).ShouldAllBe(between => between >= AuditRepeats.Window);
    }

    private static IEnumerable<string> CommandLines() => Directory.GetDirectories("/proc").Where(each => char.IsAsciiDigit(Path.GetFileName(each)[0])).Select(each =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(each, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }).ToList();

    private static List<string> FilesWith(string directory, string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return [.. Directory.EnumerateFiles(directory, "*", options).Where(file => Contains(file, wanted))];
    }

    private static bool Contains(string file, byte[] wanted)
    {
        try
        {
            return FileSearch.Contains(file, wanted);
        }
        catch (IOException)
        {
            return false; // it has gone
        }
    }
}
