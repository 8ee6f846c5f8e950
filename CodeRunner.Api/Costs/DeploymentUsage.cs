using CodeRunner.Contracts.Costs;
using CodeRunner.Core.Optimization.Costs;

namespace CodeRunner.Api.Costs;

/// <summary>What one deployment had and used over some days.</summary>
internal sealed record DeploymentUsage(
    Guid DeploymentId, EnvironmentName Environment, string Name, double PaidCpu, double UsedCpu, double PaidGb, double UsedGb, long Requests, long EgressBytes)
{
    public DeploymentCost Price(PriceList prices)
    {
        var cost = CostCalculator.Of(new(PaidCpu, PaidGb), new(UsedCpu, UsedGb), Requests, EgressBytes, prices);
        return new(
            DeploymentId, Name, Environment, Money.Shown(cost.Total), Money.Shown(cost.Idle), Money.Shown(cost.Cpu), Money.Shown(cost.Memory), Money.Shown(cost.Requests), Money.Shown(cost.Egress));
    }
}
