using System.Net;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>What the dashboard's pages load is small on the way to a browser, also when it runs from a build that was not published.</summary>
public sealed class CompressedScriptTests
{
    [Theory]
    [InlineData("/lib/uplot.js")]
    [InlineData("/lib/signalr.min.js")]
    [InlineData("/js/live.js")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.js")]
    public async Task A_script_comes_at_less_than_half_its_size(string path)
    {
        var cloud = await Cloud.GetAsync();
        using var asIs = new HttpClient { BaseAddress = cloud.Web };
        using var unpacking = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = cloud.Web };
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { AcceptEncoding = { new("gzip"), new("br") } } };
        using var answer = await asIs.SendAsync(request);

        var packed = (await answer.Content.ReadAsByteArrayAsync()).Length;
        var script = (await unpacking.GetByteArrayAsync(path)).Length;
        script.ShouldBeGreaterThan(1000);
        packed.ShouldBeInRange(1, script / 2);
    }
}
