using System.Diagnostics;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class BuildTurnsTests : IDisposable
{
    private readonly DirectoryInfo node = Directory.CreateTempSubdirectory("coderunner-turns-");

    private long releases;

    private static readonly Guid Ada = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();
    private static readonly Guid Eve = Guid.NewGuid();

    [Fact]
    public void Who_builds_least_comes_first_and_then_who_came_first()
    {
        BuildTurns.Order([Ada, Ada, Bob, Ada, Bob, Eve], []).ShouldBe([0, 2, 5, 1, 4, 3]);
        BuildTurns.Order([Ada, Ada, Bob], [Bob, Bob]).ShouldBe([0, 1, 2]);
        BuildTurns.Order([Ada, Bob], [Ada]).ShouldBe([1, 0]);
        BuildTurns.Order([], [Ada]).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_project_never_has_all_turns_so_another_builds_at_once()
    {
        var turns = Turns(most: 3);
        var mine = Enumerable.Range(0, 5).Select(_ => TakeAsync(turns, Ada)).ToList();
        mine.Count(each => each.IsCompleted).ShouldBe(2);

        var theirs = TakeAsync(turns, Bob);

        theirs.IsCompletedSuccessfully.ShouldBeTrue();
        (await theirs).Dispose();
        mine.Count(each => each.IsCompleted).ShouldBe(2);
    }

    [Fact]
    public async Task Those_who_wait_are_told_their_place_and_one_who_leaves_makes_way()
    {
        var turns = Turns(most: 1);
        using var first = await TakeAsync(turns, Ada);
        using var leaves = new CancellationTokenSource();
        var (second, third) = (new List<int>(), new List<int>());
        var leaving = TakeAsync(turns, Ada, second.Add, leaves.Token);
        var waiting = TakeAsync(turns, Ada, third.Add);

        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        waiting.IsCompleted.ShouldBeFalse();
        first.Dispose();
        first.Dispose();

        using var turn = await waiting;
        (second, third).ShouldSatisfyAllConditions(it => it.second.ShouldBe([1]), it => it.third.ShouldBe([2, 1]));
    }

    [Fact]
    public async Task Whatever_comes_and_goes_no_turn_is_lost_and_never_too_many_run()
    {
        var turns = Turns(most: 3);
        var (running, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => Task.Run(async () =>
        {
            using var impatient = new CancellationTokenSource(number % 5 == 0 ? number % 7 : 60_000);
            try
            {
                using var turn = await TakeAsync(turns, number % 3 == 0 ? Ada : number % 3 == 1 ? Bob : Eve, cancellation: impatient.Token);
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await Task.Delay(1);
                Interlocked.Decrement(ref running);
            }
            catch (OperationCanceledException)
            {
                // It left the line.
            }
        })));

        most.ShouldBe(3);
        for (var turn = 0; turn < 2; turn++)
            TakeAsync(turns, Ada).IsCompletedSuccessfully.ShouldBeTrue();
        TakeAsync(turns, Bob).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Workers_of_a_node_share_its_turns_and_none_waits_for_ever()
    {
        BuildTurns[] workers = [Turns(most: 2), Turns(most: 2)];
        var (running, most) = (0, 0);
        var builds = Enumerable.Range(0, 2).SelectMany(worker => Enumerable.Range(0, 10).Select(number => Task.Run(async () =>
        {
            using var turn = await TakeAsync(workers[worker], number % 2 == 0 ? Ada : Bob);
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            await Task.Delay(50);
            Interlocked.Decrement(ref running);
        }))).ToList();

        await Task.WhenAll(builds).WaitAsync(TimeSpan.FromSeconds(60));

        most.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task A_Worker_with_a_long_line_lets_another_build_in_between()
    {
        var (busy, patient) = (Turns(most: 1), Turns(most: 1));
        using var first = await TakeAsync(busy, Ada);
        var line = Enumerable.Range(0, 5).Select(_ => TakeAsync(busy, Ada)).ToList();
        var theirs = TakeAsync(patient, Bob);
        theirs.IsCompleted.ShouldBeFalse();

        first.Dispose();

        using var turn = await theirs.WaitAsync(TimeSpan.FromSeconds(5));
        line.Count(each => each.IsCompleted).ShouldBe(0);
    }

    [Fact]
    public async Task The_turns_of_a_Worker_that_is_killed_are_free_at_once()
    {
        Directory.CreateDirectory(Path.Combine(node.FullName, "build-slots"));
        var slot = Path.Combine(node.FullName, "build-slots", "slot-1");
        await File.WriteAllTextAsync(slot, "");
        using var dies = Process.Start(new ProcessStartInfo("flock", ["--no-fork", "--exclusive", slot, "sleep", "100"]))!;
        await Eventually.BeTrueAsync(() => Task.FromResult(IsLocked(slot)), "it has the slot");
        var mine = TakeAsync(Turns(most: 1), Ada);
        mine.IsCompleted.ShouldBeFalse();

        dies.Kill();

        using var turn = await mine.WaitAsync(TimeSpan.FromSeconds(2));
    }

    public void Dispose() => node.Delete(recursive: true);

    private static bool IsLocked(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var before = most; now > before && Interlocked.CompareExchange(ref most, now, before) != before;)
            before = most;
    }

    /// <summary>Those of one Worker.</summary>
    private BuildTurns Turns(int most)
    {
        var options = Options.Create(new BuildsOptions { MaxConcurrent = most });
        return new BuildTurns(options, new BuildSlots(Options.Create(new NodeOptions { DataDirectory = node.FullName }), options), TimeProvider.System);
    }

    /// <summary>For a later release than the one before: what is made within one millisecond has no order of its own.</summary>
    private Task<IDisposable> TakeAsync(BuildTurns turns, Guid project, Action<int>? tell = null, CancellationToken cancellation = default)
    {
        var made = DateTimeOffset.UnixEpoch.AddMilliseconds(Interlocked.Increment(ref releases));
        return turns.TakeAsync(project, Guid.CreateVersion7(made), tell ?? (_ => { }), cancellation);
    }
}
