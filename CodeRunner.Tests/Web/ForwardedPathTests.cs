using CodeRunner.Web.Forwarding;

namespace CodeRunner.Tests.Web;

public sealed class ForwardedPathTests
{
    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/auth/logout")]
    [InlineData("/api/auth/register")]
    [InlineData("/API/Auth/LOGIN")]
    [InlineData("/api//auth/login")]
    [InlineData("//api/auth/login")]
    [InlineData("/api/%61uth/login")]
    [InlineData("/api/auth/login/")]
    [InlineData("/api/auth")]
    [InlineData("/api/auth/me/../login")]
    [InlineData("/api\\auth\\login")]
    [InlineData("/api/projects/1/tokens")]
    [InlineData("/api/projects/1/tokens/2/rotate")]
    [InlineData("/api//Projects/1//%74okens/")]
    public void Routes_that_hand_out_tokens_are_known(string path) => ForwardedPath.HandsOutTokens(path).ShouldBeTrue();

    [Theory]
    [InlineData("/api/auth/me")]
    [InlineData("/api/projects")]
    [InlineData("/api/projects/1/environments/staging/config/variables/tokens")]
    [InlineData("/api/authors")]
    [InlineData("/hubs/live")]
    [InlineData("/")]
    public void Others_are_not(string path) => ForwardedPath.HandsOutTokens(path).ShouldBeFalse();
}
