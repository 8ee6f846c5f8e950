using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Limiting;

namespace CodeRunner.Tests.Core;

/// <summary>What an app's log says of the limits that it runs into, and how often.</summary>
public sealed class StrainTests
{
    private static readonly Limits Small = new(0.5, 96, 32, 256);
    private StrainHistory history = StrainHistory.Of(TimeSpan.Zero);

    [Fact]
    public void Processes_that_are_refused_are_said_at_most_once_a_minute_and_only_while_it_goes_on()
    {
        Look(0, Refused(3)).ShouldBe(["Reached its limit of 32 processes: new ones are refused."]);
        Look(5, Refused(9)).ShouldBeEmpty();
        Look(59, Refused(9)).ShouldBeEmpty();
        Look(61, Refused(9)).ShouldHaveSingleItem("what was refused within the minute is not forgotten");
        Look(125, Refused(9)).ShouldBeEmpty("nothing was refused since");
        Look(130, Refused(10)).ShouldHaveSingleItem();
    }

    [Fact]
    public void What_was_before_this_Worker_looked_is_no_news()
    {
        history = StrainHistory.Since(TimeSpan.Zero, Refused(9));

        Look(0, Refused(9)).ShouldBeEmpty();
        Look(5, Refused(10)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Memory_is_at_its_limit_when_it_is_not_only_file_cache()
    {
        Look(0, new Strain { MemoryHits = 50, MemoryBytes = 20 << 20 }).ShouldBeEmpty();
        Look(5, new Strain { MemoryHits = 51, MemoryBytes = 95 << 20 }).ShouldBe(["At its limit of 96 MB of memory: it is ended when it needs more."]);
        Look(70, new Strain { MemoryHits = 51, MemoryBytes = 95 << 20 }).ShouldBeEmpty("it has not asked for more");
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(29, false)]
    public void It_is_slow_when_it_was_held_back_for_most_of_a_minute(int seconds, bool said)
    {
        Look(30, new Strain { Slowed = TimeSpan.FromSeconds(seconds) }).ShouldBeEmpty();
        Look(60, new Strain { Slowed = TimeSpan.FromSeconds(seconds) }).ShouldBe(said ? ["Slowed down at its CPU limit of 0.5 for most of the last minute."] : []);
        Look(120, new Strain { Slowed = TimeSpan.FromSeconds(seconds) }).ShouldBeEmpty("each minute is for itself");
    }

    [Fact]
    public void Full_disks_are_said_each_with_what_it_lacks()
    {
        var spaces = new Space[] { new("/app", 256 << 20, 1 << 20, 1000, 500), new("/tmp", 64 << 20, 64 << 20, 1000, 3), new("/dev/shm", 64 << 20, 64 << 20, 1000, 900) };

        Look(0, new Strain { Spaces = spaces }).ShouldBe(
            ["Its disk of 256 MB is full: less than a hundredth is free.", "Its /tmp of 64 MB has no room for more files: it may hold 1000."]);
        Look(5, new Strain { Spaces = spaces }).ShouldBeEmpty();
        Look(65, new Strain { Spaces = spaces }).Count.ShouldBe(2);
    }

    [Fact]
    public void A_process_without_a_descriptor_left_is_said()
    {
        Look(0, new Strain { OpenFiles = (999, 1000) }).ShouldBeEmpty();
        Look(5, new Strain { OpenFiles = (1000, 1000) }).ShouldBe(["One of its processes reached its limit of 1000 open files: no more can be opened."]);
    }

    [Fact]
    public void What_a_machine_does_not_tell_is_not_said()
    {
        for (var second = 0; second < 300; second += 5)
            Look(second, new Strain()).ShouldBeEmpty();
    }

    private static Strain Refused(long processes) => new() { RefusedProcesses = processes };

    private IReadOnlyList<string> Look(int second, Strain seen)
    {
        (history, var lines) = StrainDecider.Decide(history, Small, seen, TimeSpan.FromSeconds(second));
        return lines;
    }
}
