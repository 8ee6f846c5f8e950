using System.Net;
using CodeRunner.Tests.EndToEnd;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Telemetry;

/// <summary>A deploy as a person does it: with a click in the dashboard.</summary>
public sealed class ClickTraceTests
{
    [Fact]
    public async Task The_trace_of_a_deploy_begins_at_the_click_in_the_dashboard_and_ends_with_the_first_visitor()
    {
        var (cloud, collector) = (await Cloud.GetAsync(), await OtlpReceiver.GetAsync());
        await using var window = await Browser.OpenAsync(1440, 900);
        var page = await window.NewPageAsync();
        var name = $"clicked-{Guid.NewGuid().ToString("n")[..6]}";
        await BrowserJourneyTests.RegisterAsync(page, cloud.Web);
        await BrowserJourneyTests.CreateProjectAsync(page);

        await BrowserJourneyTests.UploadAsync(page, name);
        using var visitor = new IngressClient(cloud.Apps);
        await visitor.AnswersAsync(name, HttpStatusCode.OK);

        var deployment = new Uri(page.Url).Segments[2].TrimEnd('/');
        var end = (await Eventually.BeAsync(
            () => Task.FromResult(collector.Spans.FirstOrDefault(span => span.Name == "ingress.first_request" && span.Tags.GetValueOrDefault("coderunner.deployment.id") == deployment)),
            found => found is not null,
            "its first visitor is traced"))!;
        var trace = await collector.TraceWithAsync(end.TraceId, "build", "instance.start", "release.switch", "release");
        trace.Select(span => span.Service).Distinct().ShouldBe(["web", "api", "worker"], ignoreOrder: true);
        trace.MinBy(span => span.Began)!.Service.ShouldBe("web", "nothing of it was before the click");
    }
}
