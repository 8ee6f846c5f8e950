using CodeRunner.Web.Access;

namespace CodeRunner.Tests.Web;

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/projects")]
    [InlineData("/projects/7?env=staging#list")]
    [InlineData("/login-history")]
    public void A_path_of_this_site_is_kept(string url) => ReturnUrl.Safe(url).ShouldBe(url);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("projects")]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/%2Fevil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/login")]
    [InlineData("/LOGIN?returnUrl=/login")]
    [InlineData("/reset-password")]
    [InlineData("/logout")]
    [InlineData("/api/projects")]
    [InlineData("/hubs/live")]
    public void Anything_else_leads_home(string? url) => ReturnUrl.Safe(url).ShouldBe("/");

    [Fact]
    public void An_endless_url_leads_home() => ReturnUrl.Safe("/" + new string('a', 5000)).ShouldBe("/");
}
