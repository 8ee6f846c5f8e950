using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>An app that runs into a limit finds that in its own log, said by the platform.</summary>
public sealed class StrainTests
{
    private const string Serve = "require('http').createServer((q, r) => r.end('here')).listen(process.env.PORT);\n";

    [Theory]
    [InlineData("setInterval(() => require('child_process').spawn('/bin/sleep', ['1000']).on('error', () => {}), 5);", "Reached its limit of 40 processes: new ones are refused.")]
    [InlineData("const f = require('fs'); const fd = f.openSync('bomb', 'w'); const b = Buffer.alloc(65536, 1); try { while (true) f.writeSync(fd, b); } catch (e) { console.log(e.code); }", "Its disk of 32 MB is full: less than a hundredth is free.")]
    [InlineData("const f = require('fs'); try { for (let i = 0; ; i++) f.closeSync(f.openSync('f' + i, 'w')); } catch (e) { console.log(e.code); }", "Its disk of 32 MB has no room for more files: it may hold 4112.")]
    [InlineData("const f = require('fs'); try { while (true) f.openSync('/dev/null'); } catch (e) { console.log(e.code); }", "One of its processes reached its limit of 2000 open files: no more can be opened.")]
    public async Task Is_told_in_its_log_that_it_does(string misbehave, string line)
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Deployments:StrainInterval", "00:00:00.5"), ("Sandboxes:OpenFiles", "2000"));
        var deployment = await DeployAsync(node, Serve + misbehave);

        await Eventually.BeAsync(() => node.LinesAsync(deployment), lines => lines.Contains(line), line);
        await worker.EndAsync();
    }

    [Fact]
    public async Task One_that_spins_is_told_after_a_minute_that_it_is_slow()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await DeployAsync(node, Serve + "for (let i = 0; i < 4; i++) new (require('worker_threads').Worker)('for (;;) {}', { eval: true });");

        await Eventually.BeAsync(
            () => node.LinesAsync(deployment), lines => lines.Contains("Slowed down at its CPU limit of 0.2 for most of the last minute."), "it is told", TimeSpan.FromMinutes(4));
        await worker.EndAsync();
    }

    private static Task<Deployment> DeployAsync(TestNode node, string program) =>
        node.DeployAsync("presses", Apps.Node(program), configure: it => it.Limits = it.Limits with { Cpus = 0.2, Pids = 40, DiskMb = 32, MemoryMb = 200 });
}
