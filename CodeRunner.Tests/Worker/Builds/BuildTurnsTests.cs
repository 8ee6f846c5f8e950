using CodeRunner.Worker.Builds;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class BuildTurnsTests
{
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

    private static void InterlockedMax(ref int most, int now)
    {
        for (var before = most; now > before && Interlocked.CompareExchange(ref most, now, before) != before;)
            before = most;
    }

    private static BuildTurns Turns(int most) => new(Options.Create(new BuildsOptions { MaxConcurrent = most }));

    private static Task<IDisposable> TakeAsync(BuildTurns turns, Guid project, Action<int>? tell = null, CancellationToken cancellation = default) =>
        turns.TakeAsync(project, Guid.CreateVersion7(), tell ?? (_ => { }), cancellation);
}
