using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CodeRunner.Contracts.Access;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api;

public sealed class AuthTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Password = "a long password";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_person_registers_signs_in_and_is_known()
    {
        using var http = api.Stranger();
        var email = NewEmail();

        using var registered = await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, Password, "Ada"));
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        var tokens = await LoginAsync(http, email.ToUpperInvariant(), Password);
        tokens.ExpiresIn.ShouldBe(900);

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        var me = await http.GetFromJsonAsync<UserResponse>("/api/auth/me");
        me!.Email.ShouldBe(email);
        me.Operator.ShouldNotBeNull();
        await using var db = api.Db();
        var kept = await db.Users.SingleAsync(user => user.Id == me.Id);
        kept.PasswordHash.ShouldNotContain(Password);
        (await db.RefreshTokens.Where(token => token.UserId == me.Id).Select(token => token.Hash.Length).ToListAsync()).ShouldBe([32]);
    }

    [Fact]
    public async Task A_registration_names_every_field_that_is_wrong()
    {
        using var http = api.Stranger();
        var problem = await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest("no address", "short", ""))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest);

        problem["errors"]!.AsObject().Select(each => each.Key).ShouldBe(["email", "password", "displayName"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_address_registers_once_whatever_its_case()
    {
        using var http = api.Stranger();
        var email = NewEmail();
        var tries = await Task.WhenAll(
            http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, Password, "Ada")),
            http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email.ToUpperInvariant(), Password, "Eve")));

        tries.Select(each => each.StatusCode).ShouldBe([HttpStatusCode.Created, HttpStatusCode.Conflict], ignoreOrder: true);
    }

    [Fact]
    public async Task Of_many_first_users_at_once_one_is_the_operator()
    {
        await using var empty = await ApiFactory.StartAsync();
        using var http = empty.Stranger();
        var tries = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(NewEmail(), Password, "Ada"))));
        tries.ShouldAllBe(each => each.StatusCode == HttpStatusCode.Created);

        await using var db = empty.Db();
        (await db.Users.CountAsync(user => user.Operator)).ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_get_the_same_answer_up_to_the_lock()
    {
        using var http = api.Stranger();
        var (known, unknown) = (NewEmail(), NewEmail());
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(known, Password, "Ada"));

        for (var attempt = 0; attempt < Guesses.OfPlace.Most; attempt++)
        {
            var one = await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(known, "wrong password"))
                .ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
            var other = await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(unknown, "wrong password"))
                .ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
            one.ToJsonString().ShouldBe(other.ToJsonString());
        }
        foreach (var email in new[] { known, unknown })
        {
            using var locked = await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, Password));
            locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            locked.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(200, 300);
        }
    }

    [Fact]
    public async Task Wrong_passwords_at_the_same_moment_all_count()
    {
        using var http = api.Stranger();
        var email = NewEmail();
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, Password, "Ada"));

        await Task.WhenAll(Enumerable.Range(0, Guesses.OfPlace.Most)
            .Select(_ => http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, "wrong password"))));

        await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, Password)).ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_lock_ends_after_its_time()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(time: clock);
        using var http = own.Stranger();
        var email = NewEmail();
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, Password, "Ada"));
        for (var attempt = 0; attempt < Guesses.OfPlace.Most; attempt++)
            await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, "wrong password"));
        await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, Password)).ShouldBeAsync(HttpStatusCode.TooManyRequests);

        clock.Advance(Guesses.LockTime + TimeSpan.FromSeconds(1));

        await LoginAsync(http, email, Password);
    }

    [Fact]
    public async Task Too_many_logins_from_one_address_are_told_to_wait()
    {
        await using var strict = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Access:CredentialsPerMinute"] = "2" });
        using var http = strict.Stranger();
        async Task<HttpResponseMessage> TryAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login") { Content = JsonContent.Create(new LoginRequest(NewEmail(), "wrong password")) };
            request.Headers.Add("X-Forwarded-For", address);
            return await http.SendAsync(request);
        }

        await TryAsync("192.0.2.1").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await TryAsync("192.0.2.1").ShouldBeAsync(HttpStatusCode.Unauthorized);
        using var refused = await TryAsync("192.0.2.1");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await TryAsync("192.0.2.2").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Too_many_requests_of_one_user_are_told_to_wait()
    {
        await using var strict = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Access:RequestsPerMinute"] = "3" });
        var (ada, bob) = (await strict.UserAsync("Ada"), await strict.UserAsync("Bob"));
        for (var request = 0; request < 3; request++)
            await ada.Http.GetAsync("/api/projects").ShouldBeAsync(HttpStatusCode.OK);

        using var refused = await ada.Http.GetAsync("/api/projects");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await bob.Http.GetAsync("/api/projects").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_signing_key_the_Api_does_not_start_and_names_the_key()
    {
        var start = () => ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Access:SigningKey"] = "c2hvcnQ=" });

        (await start.ShouldThrowAsync<Exception>()).ToString().ShouldContain("Access:SigningKey");
    }

    private static string NewEmail() => $"ada.{Guid.NewGuid():n}@example.org";

    private static async Task<TokenResponse> LoginAsync(HttpClient http, string email, string password)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, password));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TokenResponse>())!;
    }
}
