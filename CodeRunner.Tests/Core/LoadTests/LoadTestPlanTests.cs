using CodeRunner.Core.LoadTests;

namespace CodeRunner.Tests.Core.LoadTests;

public sealed class LoadTestPlanTests
{
    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "1 2")]
    [InlineData(24, "1 2 4 8 16 24")]
    [InlineData(32, "1 2 4 8 16 32")]
    [InlineData(64, "1 2 4 8 16 32 64")]
    public void Steps_double_up_to_the_most(int most, string steps) => string.Join(' ', (Plan with { MaxConcurrency = most }).Concurrencies()).ShouldBe(steps);

    [Fact]
    public void Shares_never_come_to_more_than_there_is()
    {
        var (requests, time) = (Plan.MaxRequests - Plan.WarmUp().Requests, TimeSpan.FromSeconds(Plan.Seconds) - Plan.WarmUp().Time);
        for (var left = Plan.Concurrencies().Count; left > 0; left--)
        {
            var share = LoadTestPlan.Share(requests, time, left);
            share.Requests.ShouldBePositive();
            (requests, time) = (requests - share.Requests, time - share.Time);
        }
        requests.ShouldBe(0);
        time.Ticks.ShouldBe(0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a//b")]
    [InlineData("/a.b/..c/...?x=../../y&u=https://example.org/")]
    [InlineData("/%E4%20%zz~!$&'()*+,;=:@")]
    public void A_path_of_the_app_is_fine(string path) => LoadTestPath.IsFine(path, out _).ShouldBeTrue();

    private static LoadTestPlan Plan => new("/", "GET", 32, 1000, 5);
}
