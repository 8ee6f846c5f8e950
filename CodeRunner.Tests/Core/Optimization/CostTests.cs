using CodeRunner.Core.Optimization.Costs;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class CostTests
{
    private static readonly PriceList Prices = new("EUR", CpuHour: 0.04m, GbHour: 0.005m, Request: 0.000001m, EgressGb: 0.09m);
    private static readonly DateTimeOffset Midnight = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Who_uses_less_than_reserved_pays_what_is_reserved_and_sees_the_rest_as_idle()
    {
        var cost = CostCalculator.Of(Hour(new(2, 4), new(0.5, 1)), Prices);

        cost.Cpu.ShouldBe(0.08m);
        cost.Memory.ShouldBe(0.02m);
        cost.Idle.ShouldBe(0.06m + 0.015m);
        cost.Total.ShouldBe(0.1m);
    }

    [Fact]
    public void Who_uses_more_than_reserved_pays_what_they_use_and_nothing_is_idle()
    {
        var cost = CostCalculator.Of(Hour(new(1, 1), new(1.5, 3)), Prices);

        cost.Cpu.ShouldBe(0.06m);
        cost.Memory.ShouldBe(0.015m);
        cost.Idle.ShouldBe(0);
    }

    [Fact]
    public void Too_much_of_one_resource_does_not_hide_that_another_is_idle() =>
        CostCalculator.Of(Hour(new(1, 1), new(5, 0)), Prices).Idle.ShouldBe(0.005m);

    [Fact]
    public void Requests_and_egress_are_added()
    {
        var cost = CostCalculator.Of(Hour(default, default) with { Requests = 2_000_000, EgressBytes = 3L << 29 }, Prices);

        cost.Requests.ShouldBe(2m);
        cost.Egress.ShouldBe(0.135m);
        cost.Total.ShouldBe(2.135m);
    }

    [Fact]
    public void What_no_meter_can_have_seen_costs_nothing_and_breaks_nothing()
    {
        CostCalculator.Of(Hour(new(double.NaN, -1), new(-5, double.NegativeInfinity)) with { Requests = -1, EgressBytes = -1 }, Prices).Total.ShouldBe(0);
        Should.NotThrow(() => CostCalculator.Of(Hour(new(double.PositiveInfinity, 1e300), default) with { Requests = long.MaxValue, EgressBytes = long.MaxValue },
            new PriceList("EUR", PriceList.Most, PriceList.Most, PriceList.Most, PriceList.Most)));
    }

    [Fact]
    public void Sums_are_by_deployment_environment_project_day_and_month()
    {
        var (project, other) = (Guid.NewGuid(), Guid.NewGuid());
        var (shop, blog, theirs) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        UsageHour Of(Guid of, string environment, Guid deployment, int hours) => Hour(new(1, 0), default) with
        {
            ProjectId = of,
            Environment = environment,
            DeploymentId = deployment,
            Hour = Midnight.AddHours(hours),
        };
        UsageHour[] hours =
            [Of(project, "production", shop, 23), Of(project, "production", shop, 24), Of(project, "staging", blog, 0), Of(other, "production", theirs, 25)];

        CostCalculator.ByDeployment(hours, Prices)[shop].Total.ShouldBe(0.08m);
        CostCalculator.ByEnvironment(hours, Prices).ShouldContainKeyAndValue((project, "production"), new Cost(0.08m, 0, 0, 0, 0.08m));
        CostCalculator.ByEnvironment(hours, Prices)[(other, "production")].Total.ShouldBe(0.04m);
        CostCalculator.ByProject(hours, Prices)[project].Total.ShouldBe(0.12m);
        CostCalculator.ByDay(hours, Prices).Select(day => (day.Key, day.Value.Total)).ShouldBe([(new(2026, 11, 30), 0.08m), (new(2026, 12, 1), 0.08m)]);
        CostCalculator.ByMonth(hours, Prices).Keys.ShouldBe([new(2026, 11, 1), new(2026, 12, 1)]);
    }

    [Fact]
    public void However_hours_are_divided_the_sum_is_the_same() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Reserved, byte Used, byte Deployment, ushort Hour)[]>(),
        any =>
        {
            var hours = any.Select(each => Hour(new(each.Reserved / 7.0, each.Used / 3.0), new(each.Used / 7.0, each.Reserved / 3.0)) with
            {
                DeploymentId = new Guid(each.Deployment, 0, 0, new byte[8]),
                Hour = Midnight.AddHours(each.Hour),
            }).ToList();
            var sum = CostCalculator.Sum(hours, Prices);
            return sum.Idle >= 0 && sum.Idle <= sum.Total
                && CostCalculator.ByDeployment(hours, Prices).Values.Aggregate(default(Cost), (one, other) => one + other) == sum
                && CostCalculator.ByDay(hours, Prices).Values.Aggregate(default(Cost), (one, other) => one + other) == sum;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_price_list_says_what_is_wrong_with_it()
    {
        Prices.Errors().ShouldBeEmpty();
        (Prices with { Currency = "eur", GbHour = -1, EgressGb = PriceList.Most + 1 }).Errors().Keys.ShouldBe(["currency", "gbHour", "egressGb"]);
    }

    [Theory]
    [InlineData("EUR", 1.005, 1.01)]
    [InlineData("JPY", 1.5, 2)]
    [InlineData("KWD", 1.0005, 1.001)]
    public void An_amount_is_rounded_as_its_currency_is_written(string currency, double amount, double written) =>
        Currency.Round((decimal)amount, currency).ShouldBe((decimal)written);

    private static UsageHour Hour(ResourceHours reserved, ResourceHours used) =>
        new(Guid.Empty, "production", Guid.Empty, Midnight, reserved, used, Requests: 0, EgressBytes: 0);
}
