using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Alerts.Deciding;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Tests.Core.Alerts;

public sealed class AlertReaderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(DeploymentState.Failing, true, InstanceState.Backoff, true)]
    [InlineData(DeploymentState.Starting, true, InstanceState.Starting, true)]
    [InlineData(DeploymentState.Failing, true, InstanceState.Unhealthy, true)]
    [InlineData(DeploymentState.Running, true, InstanceState.Running, false)]
    [InlineData(DeploymentState.Failing, false, null, true)]
    [InlineData(DeploymentState.Building, false, null, false)]
    [InlineData(DeploymentState.Created, false, null, false)]
    public void Down_is_to_have_no_healthy_instance_where_one_served_or_a_first_release_failed(DeploymentState state, bool served, InstanceState? instance, bool down) =>
        Read(AlertKind.Down, null, Seen(state, served, instance is { } it ? [new(true, it, Noon, 1)] : [])).ShouldBe(down ? new AlertReading.Breached(null) : AlertReading.Fine);

    [Fact]
    public void An_instance_of_a_release_that_does_not_serve_yet_saves_nobody() =>
        Read(AlertKind.Down, null, Seen(DeploymentState.Failing, true, [new(false, InstanceState.Running, Noon, 0)])).ShouldBe(new AlertReading.Breached(null));

    [Theory]
    [InlineData(InstanceState.Backoff, 2, 0, null)]
    [InlineData(InstanceState.Backoff, 3, 0, 3)]
    [InlineData(InstanceState.Starting, 5, 0, 5)]
    [InlineData(InstanceState.Running, 3, 60, 3)]
    [InlineData(InstanceState.Running, 3, 300, null)]
    [InlineData(InstanceState.Running, 3, 299, 3)]
    [InlineData(InstanceState.Stopping, 9, 0, null)]
    [InlineData(InstanceState.Exited, 9, 0, null)]
    public void A_crash_loop_is_a_number_of_crashes_without_a_long_healthy_run(InstanceState state, int crashes, int secondsAgo, int? found) =>
        Read(AlertKind.CrashLoop, 3, Seen(DeploymentState.Failing, true, [new(true, InstanceState.Running, Noon, 0), new(true, state, Noon.AddSeconds(-secondsAgo), crashes)]))
            .ShouldBe(found is { } most ? new AlertReading.Breached(most) : AlertReading.Fine);

    [Fact]
    public void A_crash_loop_of_nobodys_choice_is_the_usual_number_of_crashes()
    {
        ReadAfter(AlertRule.UsualCrashes - 1).ShouldBe(AlertReading.Fine);
        ReadAfter(AlertRule.UsualCrashes).ShouldBe(new AlertReading.Breached(AlertRule.UsualCrashes));
        Read(AlertKind.CrashLoop, null, Seen(DeploymentState.Failing, true, [])).ShouldBe(AlertReading.Fine);

        AlertReading ReadAfter(int crashes) => Read(AlertKind.CrashLoop, null, Seen(DeploymentState.Failing, true, [new(true, InstanceState.Backoff, Noon, crashes)]));
    }

    [Theory]
    [InlineData(AlertKind.Down, false)]
    [InlineData(AlertKind.CrashLoop, false)]
    [InlineData(AlertKind.Cpu, true)]
    [InlineData(AlertKind.P95, true)]
    public void Measurements_may_have_holes_and_states_have_none(AlertKind kind, bool measured) => AlertReader.IsMeasured(kind).ShouldBe(measured);

    [Theory]
    [InlineData(AlertKind.Cpu, 90, 91, true)]
    [InlineData(AlertKind.Cpu, 90, 90, false)]
    [InlineData(AlertKind.Memory, 80, 81, true)]
    [InlineData(AlertKind.Disk, 80, 79, false)]
    [InlineData(AlertKind.ErrorRate, 1, 1.5, true)]
    [InlineData(AlertKind.P95, 500, 640, true)]
    public void A_measurement_is_compared_with_the_threshold(AlertKind kind, double threshold, double measured, bool breached)
    {
        var load = new ObservedLoad(
            kind == AlertKind.Cpu ? measured : 0, kind == AlertKind.Memory ? measured : 0, kind == AlertKind.Disk ? measured : 0,
            kind == AlertKind.ErrorRate ? measured : 0, kind == AlertKind.P95 ? measured : 0);

        Read(kind, threshold, Seen(DeploymentState.Running, true, []) with { Load = load }).ShouldBe(breached ? new AlertReading.Breached(measured) : AlertReading.Fine);
    }

    [Theory]
    [InlineData(AlertKind.Cpu)]
    [InlineData(AlertKind.Memory)]
    [InlineData(AlertKind.Disk)]
    [InlineData(AlertKind.ErrorRate)]
    [InlineData(AlertKind.P95)]
    public void What_was_not_measured_is_unknown(AlertKind kind)
    {
        var seen = Seen(DeploymentState.Running, true, []);

        Read(kind, 90, seen).ShouldBe(AlertReading.Unknown);
        Read(kind, 90, seen with { Load = new ObservedLoad(null, null, null, null, null) }).ShouldBe(AlertReading.Unknown);
    }

    [Theory]
    [InlineData(DesiredState.Stopped, 1, "The deployment was stopped.")]
    [InlineData(DesiredState.Deleted, 1, "The deployment is being deleted.")]
    [InlineData(DesiredState.Running, 0, "The deployment sleeps: it shall have no instance.")]
    public void Where_nothing_shall_run_nothing_is_watched(DesiredState desired, int instances, string why)
    {
        var seen = Seen(DeploymentState.Failing, true, []) with { DesiredState = desired, DesiredInstances = instances };

        Enum.GetValues<AlertKind>().ShouldAllBe(kind => Read(kind, 1, seen).Equals(new AlertReading.Off(why)));
    }

    [Theory]
    [InlineData(AlertKind.Cpu, 90.0, 300, "CPU above 90 % of its limit for 5 minutes")]
    [InlineData(AlertKind.ErrorRate, 2.5, 60, "More than 2.5 % of requests failing for 1 minute")]
    [InlineData(AlertKind.P95, 800.0, 90, "Latency (p95) above 800 ms for 90 seconds")]
    [InlineData(AlertKind.CrashLoop, 3.0, 0, "3 crashes in a row")]
    [InlineData(AlertKind.Down, null, 3600, "No healthy instance for 1 hour")]
    public void A_rule_is_said_in_a_sentence(AlertKind kind, double? threshold, int seconds, string sentence) => AlertText.Of(kind, threshold, seconds).ShouldBe(sentence);

    [Fact]
    public void An_alert_says_what_was_measured()
    {
        AlertText.Summary(AlertKind.Cpu, 90, 300, 97.25).ShouldBe("CPU above 90 % of its limit for 5 minutes: 97.3 %.");
        AlertText.Summary(AlertKind.CrashLoop, 3, 0, 4).ShouldBe("4 crashes in a row.");
        AlertText.Summary(AlertKind.Down, null, 60, null).ShouldBe("No healthy instance for 1 minute.");
    }

    private static AlertReading Read(AlertKind kind, double? threshold, AlertObservation seen) => AlertReader.Read(kind, threshold, seen);

    private static AlertObservation Seen(DeploymentState state, bool served, IReadOnlyList<ObservedInstance> instances) =>
        new(DesiredState.Running, 1, state, served, instances, null, Noon);
}
