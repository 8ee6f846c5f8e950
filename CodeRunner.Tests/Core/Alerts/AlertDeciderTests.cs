using CodeRunner.Core.Alerts.Deciding;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Alerts;

public sealed class AlertDeciderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertTimes Times = new();
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(2);
    private static readonly AlertReading Breached = new AlertReading.Breached(97);
    private static readonly AlertReading Stopped = new AlertReading.Off("The deployment was stopped.");

    [Fact]
    public void It_fires_when_it_has_held_for_long_enough_and_not_before()
    {
        var watched = new Watched(Hold);

        watched.See(Breached, seconds: 115).ShouldBeEmpty();
        watched.See(Breached, seconds: 10).ShouldBe(["fire 97"]);
        watched.See(Breached, seconds: 600).ShouldBeEmpty();
    }

    [Fact]
    public void One_clear_look_begins_the_time_anew()
    {
        var watched = new Watched(Hold);
        watched.See(Breached, seconds: 110);
        watched.See(AlertReading.Fine, seconds: 5);

        watched.See(Breached, seconds: 115).ShouldBeEmpty();
        watched.See(Breached, seconds: 10).ShouldBe(["fire 97"]);
    }

    [Fact]
    public void It_resolves_when_it_has_been_clear_for_as_long_and_a_relapse_begins_that_anew()
    {
        var watched = new Watched(Hold);
        watched.See(Breached, seconds: 130);

        watched.See(AlertReading.Fine, seconds: 110).ShouldBeEmpty();
        watched.See(Breached, seconds: 5).ShouldBeEmpty();
        watched.See(AlertReading.Fine, seconds: 115).ShouldBeEmpty();
        watched.See(AlertReading.Fine, seconds: 10).ShouldBe(["resolve It has been over for 2 minutes."]);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(30, 60)]
    [InlineData(120, 120)]
    [InlineData(3600, 300)]
    public void How_long_it_must_be_clear_is_bounded(int hold, int clear) =>
        Times.ClearFor(TimeSpan.FromSeconds(hold)).ShouldBe(TimeSpan.FromSeconds(clear));

    [Fact]
    public void Without_a_time_to_hold_it_fires_at_once() => new Watched(TimeSpan.Zero).See(Breached, seconds: 0).ShouldBe(["fire 97"]);

    [Fact]
    public void Missing_measurements_neither_fire_nor_resolve()
    {
        var watched = new Watched(Hold);
        watched.See(AlertReading.Unknown, seconds: 3600).ShouldBeEmpty();
        watched.See(Breached, seconds: 130).ShouldBe(["fire 97"]);

        watched.See(AlertReading.Unknown, seconds: 24 * 3600).ShouldBeEmpty();
        watched.Condition.Firing.ShouldBeTrue();
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(300, false)]
    public void A_long_hole_in_the_measurements_begins_the_time_anew_and_a_short_one_does_not(int hole, bool fires)
    {
        var watched = new Watched(Hold);
        watched.See(Breached, seconds: 100);
        watched.See(AlertReading.Unknown, hole);

        watched.See(Breached, seconds: 25).Count.ShouldBe(fires ? 1 : 0);
    }

    [Fact]
    public void A_state_has_no_holes_nobody_looked_and_it_was_so_all_the_same()
    {
        var watched = new Watched(Hold, measured: false);
        watched.See(Breached, seconds: 60);
        watched.Pass(seconds: 600);

        watched.See(Breached, seconds: 0).ShouldBe(["fire 97"]);
    }

    [Fact]
    public void What_is_stopped_resolves_at_once_with_the_reason_and_never_fires()
    {
        var watched = new Watched(Hold);
        watched.See(Breached, seconds: 130);

        watched.See(Stopped, seconds: 0).ShouldBe(["resolve The deployment was stopped."]);
        watched.See(Stopped, seconds: 3600).ShouldBeEmpty();
        watched.Condition.ShouldBe(AlertCondition.Calm);
    }

    [Fact]
    public void While_nothing_changes_little_is_to_be_stored()
    {
        var watched = new Watched(TimeSpan.FromHours(1));
        watched.See(Breached, seconds: 600);

        watched.Changes.ShouldBeInRange(1, 45);
        var calm = new Watched(Hold);
        calm.See(AlertReading.Fine, seconds: 600);
        calm.Changes.ShouldBe(0);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void A_hole_is_long_when_it_is_over_a_minute(int seconds, bool fires)
    {
        var known = new AlertCondition(Noon - Hold, null, Noon, false);

        var decided = AlertDecider.Decide(Times, Hold, measured: true, known, Breached, Noon.AddSeconds(seconds));

        (decided is AlertDecision.Fire).ShouldBe(fires);
        decided.Next.PendingSince.ShouldBe(fires ? null : Noon.AddSeconds(seconds));
    }

    [Theory]
    [InlineData(14, 0)]
    [InlineData(15, 15)]
    public void When_something_was_last_seen_is_kept_to_a_quarter_of_a_minute(int seconds, int kept) =>
        AlertDecider.Decide(Times, Hold, true, new(Noon, null, Noon, false), Breached, Noon.AddSeconds(seconds)).Next.KnownAt.ShouldBe(Noon.AddSeconds(kept));

    [Fact]
    public void A_clock_that_was_set_back_makes_it_wait_no_longer_than_it_must_hold()
    {
        var decided = AlertDecider.Decide(Times, Hold, true, new(Noon.AddDays(1), null, Noon.AddDays(1), false), Breached, Noon);

        decided.Next.PendingSince.ShouldBe(Noon);
        AlertDecider.Decide(Times, Hold, false, decided.Next, Breached, Noon + Hold).ShouldBeOfType<AlertDecision.Fire>();
    }

    /// <summary>Whatever is seen, whenever.</summary>
    [Fact]
    public void It_fires_only_after_it_held_all_the_time_and_fires_and_resolves_take_turns() => Prop.ForAll(ArbMap.Default.ArbFor<(byte Reading, byte Wait)[]>(), looks =>
    {
        var (condition, now, firing) = (AlertCondition.Calm, Noon, false);
        var history = new List<(DateTimeOffset At, AlertReading Reading)>();
        foreach (var (kind, wait) in looks)
        {
            now += TimeSpan.FromSeconds(wait);
            var reading = (kind % 8) switch { 0 => AlertReading.Fine, 1 => AlertReading.Unknown, 2 => Stopped, _ => Breached };
            history.Add((now, reading));
            var decision = AlertDecider.Decide(Times, Hold, true, condition, reading, now);
            if (decision is AlertDecision.Fire)
            {
                firing.ShouldBeFalse();
                history.AsEnumerable().Reverse().TakeWhile(each => each.At > now - Hold).ShouldAllBe(each => each.Reading == Breached || each.Reading == AlertReading.Unknown);
                reading.ShouldBe(Breached);
            }
            if (decision is AlertDecision.Resolve)
            {
                firing.ShouldBeTrue();
                (reading == AlertReading.Fine || reading == Stopped).ShouldBeTrue();
            }
            firing = decision switch { AlertDecision.Fire => true, AlertDecision.Resolve => false, _ => firing };
            condition = decision.Next;
            condition.Firing.ShouldBe(firing);
            (condition.PendingSince is null || condition.ClearSince is null).ShouldBeTrue();
        }
    }).QuickCheckThrowOnFailure();

    /// <summary>A rule that is looked at every five seconds.</summary>
    private sealed class Watched(TimeSpan hold, bool measured = true)
    {
        private const int Every = 5;
        private DateTimeOffset now = Noon;

        public AlertCondition Condition { get; private set; } = AlertCondition.Calm;

        public int Changes { get; private set; }

        public void Pass(int seconds) => now += TimeSpan.FromSeconds(seconds);

        public List<string> See(AlertReading reading, int seconds)
        {
            var said = new List<string>();
            for (var passed = 0; passed <= seconds; passed += Every)
            {
                var decision = AlertDecider.Decide(Times, hold, measured, Condition, reading, now);
                Changes += decision.Next == Condition ? 0 : 1;
                Condition = decision.Next;
                if (decision is AlertDecision.Fire fire)
                    said.Add($"fire {fire.Value}");
                if (decision is AlertDecision.Resolve resolve)
                    said.Add($"resolve {resolve.Why}");
                Pass(Every);
            }
            return said;
        }
    }
}
