using System.Net;
using System.Net.Http.Json;
using CodeRunner.Api.Access;
using CodeRunner.Contracts.Access;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

/// <summary>Which passwords may not be, and that it is the same wherever one is set.</summary>
public sealed class PasswordRuleTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public void The_list_has_more_of_the_commonest_passwords_than_are_asked_for_and_all_are_long_enough_to_be_taken_otherwise()
    {
        CommonPasswords.Count.ShouldBe(10_000);
        CommonPasswords.Has("qwertyuiop").ShouldBeTrue();
        CommonPasswords.Has("QwertyUIOP").ShouldBeTrue();
        CommonPasswords.Has("a long password").ShouldBeFalse();
        CommonPasswords.Has("# The 10,000 commonest passwords of ten characters or more, the commonest first, in lower case: of 10-million-password-list-top-1000000 of SecLists,").ShouldBeFalse();
    }

    [Theory]
    [InlineData("password123", "commonest")]
    [InlineData("1Q2W3E4R5T", "commonest")]
    [InlineData("qwertyuiopqwertyuiop", "commonest")]
    [InlineData("aaaaaaaaaaaa", "again and again")]
    [InlineData("abcabcabcabc", "again and again")]
    [InlineData("passwordpassword", "again and again")]
    [InlineData("CodeRunner2026", "your address")]
    [InlineData("coderunner!coderunner!!", "your address")]
    [InlineData("lovelace-1815", "your address")]
    [InlineData("AdaLovelace1", "your address")]
    [InlineData("ada.king@analytical.example", "your address")]
    [InlineData("analytical 42", "your address")]
    public void What_is_guessed_first_may_not_be_a_password_and_it_is_said_what_to_do(string password, string why)
    {
        var problem = Check(password)!;
        problem.ShouldContain(why);
        problem.ShouldContain("choose another");
    }

    [Theory]
    [InlineData("a long password")]
    [InlineData("correct horse battery")]
    [InlineData("ada programs engines")]
    [InlineData("!@#$ %^&* ()_+")]
    [InlineData("аналитическая машина")]
    [InlineData("0123456789 9876543210")]
    public void Any_other_is_taken_whatever_it_is_made_of(string password) => Check(password).ShouldBeNull();

    [Fact]
    public async Task The_same_holds_at_registration_change_and_reset_each_with_its_field_named()
    {
        using var account = await Account.RegisterAsync(api);
        using var stranger = api.Stranger();
        var token = await (await api.OperatorAsync()).ResetTokenAsync(account.Email);
        foreach (var weak in new[] { "short", "qwertyuiop", account.Email, "coderunner 1" })
        {
            await stranger.PostAsJsonAsync("/api/auth/register", new RegisterRequest(account.Email, weak, "Ada")).ShouldNameAsync("password");
            await account.ChangeAsync(account.Password, weak).ShouldNameAsync("newPassword");
            await stranger.PostAsJsonAsync("/api/auth/reset-password", new ResetPasswordRequest(token, weak)).ShouldNameAsync("newPassword");
        }
        await account.SignInAsync();
        await stranger.PostAsJsonAsync("/api/auth/reset-password", new ResetPasswordRequest(token, "an even longer one")).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    /// <summary>What is wrong with it for Ada; null for nothing.</summary>
    private static string? Check(string password) =>
        new CodeRunner.Api.Problems.Faults().Password(password, "password", "ada.king@analytical.example", "Ada Lovelace").Any(out var refusal)
            ? ((Microsoft.AspNetCore.Http.HttpValidationProblemDetails)refusal.ProblemDetails).Errors["password"].ShouldHaveSingleItem()
            : null;
}
