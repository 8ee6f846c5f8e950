using CodeRunner.Api.Access;
using CodeRunner.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace CodeRunner.Tests.Api;

public sealed class Argon2HasherTests
{
    private const string Password = "correct horse battery";

    private static readonly User Somebody = new("ada@example.org", "Ada", "", isOperator: false, DateTimeOffset.UnixEpoch);

    private readonly Argon2Hasher hasher = new();

    /// <summary>Made by the reference implementation: <c>printf 'correct horse battery' | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1</c>, and with <c>-t 3 -k 8192</c>.</summary>
    [Theory]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$/HetJC6LZ4lnwgLB+wJSS2a9bFu2Kq4HxwNWzoJq2qU", PasswordVerificationResult.Success)]
    [InlineData("$argon2id$v=19$m=8192,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$LZdYCogdNk7tOOZ1cjWivWVTKKG7hjmbYvJMNZKIGro", PasswordVerificationResult.SuccessRehashNeeded)]
    public void What_the_reference_implementation_made_counts_and_is_made_anew_where_it_took_less(string hash, PasswordVerificationResult verdict)
    {
        hasher.VerifyHashedPassword(Somebody, hash, Password).ShouldBe(verdict);
        hasher.VerifyHashedPassword(Somebody, hash, Password + "!").ShouldBe(PasswordVerificationResult.Failed);
    }

    [Fact]
    public void A_hash_is_of_its_own_each_time_and_of_the_whole_password()
    {
        var password = new string('ä', Passwords.MostLength);
        var hash = hasher.HashPassword(Somebody, password);

        hash.ShouldStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
        hasher.HashPassword(Somebody, password).ShouldNotBe(hash);
        hasher.VerifyHashedPassword(Somebody, hash, password).ShouldBe(PasswordVerificationResult.Success);
        hasher.VerifyHashedPassword(Somebody, hash, password[..^1] + "a").ShouldBe(PasswordVerificationResult.Failed);
    }

    [Fact]
    public void A_hash_of_before_counts_and_is_made_anew()
    {
        var old = new PasswordHasher<User>().HashPassword(Somebody, Password);

        hasher.VerifyHashedPassword(Somebody, old, Password).ShouldBe(PasswordVerificationResult.SuccessRehashNeeded);
        hasher.VerifyHashedPassword(Somebody, old, "another one").ShouldBe(PasswordVerificationResult.Failed);
    }

    [Theory]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$")]
    [InlineData("$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$/HetJC6LZ4lnwgLB+wJSS2a9bFu2Kq4HxwNWzoJq2qU")]
    [InlineData("$argon2d$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$/HetJC6LZ4lnwgLB+wJSS2a9bFu2Kq4HxwNWzoJq2qU")]
    [InlineData("$")]
    public void What_is_no_hash_is_nobodys(string hash) => hasher.VerifyHashedPassword(Somebody, hash, Password).ShouldBe(PasswordVerificationResult.Failed);
}
