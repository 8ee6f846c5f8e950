using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class PasswordTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient http = fixture.Api.Stranger();

    [Theory]
    [InlineData("aaaaaaaaab")]
    [InlineData("5830192746")]
    [InlineData(" pass  word ")]
    [InlineData("пароль 日本語 🔑🔑")]
    public async Task A_password_of_any_signs_is_taken_as_it_is(string password)
    {
        var email = await RegisterAsync(password, HttpStatusCode.Created);

        await LoginAsync(email, password).ShouldBeAsync(HttpStatusCode.OK);
        await LoginAsync(email, password + " ").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await LoginAsync(email, password[..^1]).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(9, HttpStatusCode.BadRequest)]
    [InlineData(10, HttpStatusCode.Created)]
    [InlineData(128, HttpStatusCode.Created)]
    [InlineData(129, HttpStatusCode.BadRequest)]
    public Task A_password_has_10_to_128_characters(int length, HttpStatusCode expected) => RegisterAsync(new string('x', length - 1) + "y", expected);

    [Fact]
    public async Task All_of_a_long_password_counts_and_so_does_its_case()
    {
        var password = new string('x', 127) + "y";
        var email = await RegisterAsync(password, HttpStatusCode.Created);

        await LoginAsync(email, password[..^1] + "z").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await LoginAsync(email, password.ToUpperInvariant()).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await LoginAsync(email, password).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_password_counts_however_old_it_is()
    {
        var email = await RegisterAsync("a long password", HttpStatusCode.Created);

        await using var db = fixture.Api.Db();
        await db.Users.Where(user => user.Email == email).ExecuteUpdateAsync(user => user.SetProperty(one => one.CreatedAt, DateTimeOffset.UtcNow.AddYears(-10)));

        await LoginAsync(email, "a long password").ShouldBeAsync(HttpStatusCode.OK);
    }

    private async Task<string> RegisterAsync(string password, HttpStatusCode expected)
    {
        var email = $"ada.{Guid.NewGuid():n}@example.org";
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, password, "Ada")).ShouldBeAsync(expected);
        return email;
    }

    private Task<HttpResponseMessage> LoginAsync(string email, string password) => http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, password));
}
