using CodeRunner.Web.Security;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

public sealed class SameOriginTests
{
    [Theory]
    [InlineData("localhost:5200", null, "same-origin")]
    [InlineData("localhost:5200", "http://localhost:5200", "same-origin")]
    [InlineData("localhost:5200", "http://localhost:5200", null)]
    [InlineData("run.example.org", "https://run.example.org", null)]
    [InlineData("[::1]:5200", "http://[::1]:5200", null)]
    public void Our_own_page_may(string host, string? origin, string? site) => IsOwn(host, origin, site).ShouldBeTrue();

    [Theory]
    [InlineData("localhost:5200", null, null)]
    [InlineData("localhost:5200", "http://shop.localhost:8080", "same-site")]
    [InlineData("localhost:5200", "http://shop.localhost:5200", null)]
    [InlineData("localhost:5200", "http://localhost:8080", null)]
    [InlineData("localhost:5200", "http://localhost:5200", "cross-site")]
    [InlineData("localhost:5200", "http://evil.example", "same-origin")]
    [InlineData("localhost:5200", "null", null)]
    [InlineData("localhost:5200", "null", "cross-site")]
    [InlineData("run.example.org", "https://app.run.example.org", "same-site")]
    [InlineData("run.example.org", "https://run.example.org:444", null)]
    [InlineData("run.example.org", "https://run.example.org.evil.example", null)]
    [InlineData("localhost:5200", null, "none")]
    public void Nobody_else_may(string host, string? origin, string? site) => IsOwn(host, origin, site).ShouldBeFalse();

    private static bool IsOwn(string host, string? origin, string? site)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        request.Headers.Origin = origin;
        request.Headers["Sec-Fetch-Site"] = site;
        return SameOrigin.IsOwn(request);
    }
}
