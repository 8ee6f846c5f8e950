using System.Diagnostics;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class BuildTurnsTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo node = Directory.CreateTempSubdirectory("coderunner-turns-");
    private readonly List<BuildTurns> all = [];

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
            await TakeAsync(turns, Ada).WaitAsync(Bound);
        await TakeAsync(turns, Bob).WaitAsync(Bound);
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

        await Task.WhenAll(builds).WaitAsync(Bound);

        most.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task A_Worker_with_a_long_line_lets_another_build_in_between_however_late_that_one_looks()
    {
        var (ours, others) = (new FakeTimeProvider(), new FakeTimeProvider());
        var (busy, patient) = (Turns(most: 1, ours), Turns(most: 1, others));
        using var first = await TakeAsync(busy, Ada);
        var line = Enumerable.Range(0, 5).Select(_ => TakeAsync(busy, Ada)).ToList();
        var theirs = TakeAsync(patient, Bob);
        theirs.IsCompleted.ShouldBeFalse();

        first.Dispose();
        for (var second = 0; second < 3; second++)
            ours.Advance(TimeSpan.FromSeconds(1));

        line.Count(each => each.IsCompleted).ShouldBe(0);
        others.Advance(TimeSpan.FromSeconds(1));
        using var turn = await theirs.WaitAsync(Bound);
        line.Count(each => each.IsCompleted).ShouldBe(0);
    }

    [Fact]
    public async Task A_Worker_that_waits_and_never_looks_holds_up_nobody_for_long()
    {
        var ours = new FakeTimeProvider();
        var (busy, stalled) = (Turns(most: 1, ours), Turns(most: 1, new FakeTimeProvider()));
        using var first = await TakeAsync(busy, Ada);
        var next = TakeAsync(busy, Ada);
        var theirs = TakeAsync(stalled, Bob);

        first.Dispose();
        for (var second = 0; second < 10; second++)
            ours.Advance(TimeSpan.FromSeconds(1));

        using var turn = await next.WaitAsync(Bound);
        theirs.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_took_the_turn_that_was_left_to_it_comes_after_those_who_wait_longer()
    {
        var (ours, others) = (new FakeTimeProvider(), new FakeTimeProvider());
        var (one, other) = (Turns(most: 1, ours), Turns(most: 1, others));
        var first = await TakeAsync(one, Ada);
        var next = TakeAsync(one, Ada);
        Task<IDisposable>[] theirs = [TakeAsync(other, Bob), TakeAsync(other, Bob)];

        first.Dispose();
        others.Advance(TimeSpan.FromSeconds(1));
        (await theirs[0].WaitAsync(Bound)).Dispose();
        ours.Advance(TimeSpan.FromSeconds(1));

        using var turn = await next.WaitAsync(Bound);
        theirs[1].IsCompleted.ShouldBeFalse();
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

        using var turn = await mine.WaitAsync(Bound);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Those who still wait for a turn may just be looking for one.</summary>
    public Task DisposeAsync()
    {
        all.ForEach(each => each.Dispose());
        return Eventually.BeTrueAsync(TryDeleteAsync, "the node's directory is deleted");
    }

    private Task<bool> TryDeleteAsync()
    {
        try
        {
            node.Delete(recursive: true);
            return Task.FromResult(true);
        }
        catch (IOException)
        {
            return Task.FromResult(false);
        }
    }

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
    private BuildTurns Turns(int most, TimeProvider? clock = null)
    {
        var options = Options.Create(new BuildsOptions { MaxConcurrent = most });
        var turns = new BuildTurns(options, new BuildSlots(Options.Create(new NodeOptions { DataDirectory = node.FullName }), options), clock ?? TimeProvider.System);
        all.Add(turns);
        return turns;
    }

    /// <summary>For a later release than the one before: what is made within one millisecond has no order of its own.</summary>
    private Task<IDisposable> TakeAsync(BuildTurns turns, Guid project, Action<int>? tell = null, CancellationToken cancellation = default)
    {
        var made = DateTimeOffset.UnixEpoch.AddMilliseconds(Interlocked.Increment(ref releases));
        return turns.TakeAsync(project, Guid.CreateVersion7(made), tell ?? (_ => { }), cancellation);
    }
}
