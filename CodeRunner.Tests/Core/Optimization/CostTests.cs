using CodeRunner.Core.Optimization.Costs;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Optimization;

public sealed class CostTests
{
    private static readonly PriceList Prices = new("EUR", CpuHour: 0.04m, GbHour: 0.005m, Request: 0.000001m, EgressGb: 0.09m);

    [Fact]
    public void Who_uses_less_than_reserved_pays_what_is_reserved_and_sees_the_rest_as_idle()
    {
        var cost = Of(new(2, 4), new(0.5, 1));

        cost.Cpu.ShouldBe(0.08m);
        cost.Memory.ShouldBe(0.02m);
        cost.Idle.ShouldBe(0.06m + 0.015m);
        cost.Total.ShouldBe(0.1m);
    }

    [Fact]
    public void Who_uses_more_than_reserved_pays_what_they_use_and_nothing_is_idle()
    {
        var cost = Of(new(1, 1), new(1.5, 3));

        cost.Cpu.ShouldBe(0.06m);
        cost.Memory.ShouldBe(0.015m);
        cost.Idle.ShouldBe(0);
    }

    [Fact]
    public void Too_much_of_one_resource_does_not_hide_that_another_is_idle() =>
        Of(new(1, 1), new(5, 0)).Idle.ShouldBe(0.005m);

    [Fact]
    public void Requests_and_egress_are_added()
    {
        var cost = Of(default, default, 2_000_000, 3L << 29);

        cost.Requests.ShouldBe(2m);
        cost.Egress.ShouldBe(0.135m);
        cost.Total.ShouldBe(2.135m);
    }

    [Fact]
    public void What_no_meter_can_have_seen_costs_nothing_and_breaks_nothing()
    {
        Of(new(double.NaN, -1), new(-5, double.NegativeInfinity), -1, -1).Total.ShouldBe(0);
        Should.NotThrow(() => CostCalculator.Of(new(double.PositiveInfinity, 1e300), default, long.MaxValue, long.MaxValue,
            new PriceList("EUR", PriceList.Most, PriceList.Most, PriceList.Most, PriceList.Most)));
    }

    [Fact]
    public void Idle_is_a_part_of_what_is_paid() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Reserved, byte Used, byte OtherReserved, byte OtherUsed)>(),
        any =>
        {
            var cost = CostCalculator.Of(new(any.Reserved / 7.0, any.OtherReserved / 7.0), new(any.Used / 3.0, any.OtherUsed / 3.0), 0, 0, Prices);
            return cost.Idle >= 0 && cost.Idle <= cost.Total;
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

    private static Cost Of(ResourceHours reserved, ResourceHours used, long requests = 0, long egressBytes = 0) => CostCalculator.Of(reserved, used, requests, egressBytes, Prices);
}
