using Bunit;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Web.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace CodeRunner.Tests.Web;

/// <summary>What the metrics page hands over to its script.</summary>
public sealed class MetricsViewTests : BunitContext
{
    private readonly Script script = new();

    public MetricsViewTests() => Services.AddSingleton<IJSRuntime>(script);

    [Fact]
    public void A_deploy_and_new_limits_reach_the_charts_of_an_open_page_and_nothing_else_does()
    {
        var deployment = DraftTests.Deployment();
        var view = Render<MetricsView>(parameters => parameters.Add(view => view.Deployment, deployment));
        view.WaitForAssertion(() => script.Calls.ShouldBe(["import", "start"]));

        view.Render(parameters => parameters.Add(view => view.Deployment, deployment with { FiringAlerts = 1 }));
        script.Calls.ShouldBe(["import", "start"]);

        InstanceResponse instance = new(Guid.NewGuid(), InstanceState.Running, null, "one", null, 0, 2);
        view.Render(parameters => parameters.Add(view => view.Deployment, deployment with { Limits = deployment.Limits with { MemoryMb = 64 }, Instances = [instance] }));
        view.WaitForAssertion(() => script.Calls.ShouldBe(["import", "start", "update"]));
        script.Last[0].ShouldBeOfType<Limits>().MemoryMb.ShouldBe(64);
        script.Last[1].ShouldBeOfType<Guid[]>().ShouldBe([instance.Id]);
    }

    private sealed class Script : IJSRuntime, IJSObjectReference
    {
        public List<string> Calls { get; } = [];

        public object?[] Last { get; private set; } = [];

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            Calls.Add(identifier);
            Last = args ?? [];
            return ValueTask.FromResult(this is TValue reference ? reference : default!);
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
