using CodeRunner.Core.Webhooks;

namespace CodeRunner.Tests.Core.Alerts;

public sealed class WebhookRetryTests
{
    private static readonly WebhookRetry Retry = new();

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(11, 3600)]
    [InlineData(1000, 3600)]
    public void Waits_double_up_to_an_hour(int attempts, int seconds)
    {
        Retry.Next(attempts, TimeSpan.Zero, 0).ShouldBe(TimeSpan.FromSeconds(seconds));
        Retry.Next(attempts, TimeSpan.Zero, 1).ShouldBe(TimeSpan.FromSeconds(seconds * 0.8));
    }

    [Fact]
    public void After_a_day_it_is_given_up()
    {
        var (age, tries) = (TimeSpan.Zero, 0);
        while (Retry.Next(++tries, age, Random.Shared.NextDouble()) is { } wait)
            age += wait;

        age.ShouldBeInRange(TimeSpan.FromHours(22.9), TimeSpan.FromHours(24));
        tries.ShouldBeInRange(30, 45);
    }
}
