using System.Net.Http.Json;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Tests.Api.Support;

internal static class PasswordResets
{
    public static async Task<string> ResetTokenAsync(this TestUser @operator, string email, bool secondFactor = false) =>
        (await @operator.SendAsync<PasswordResetResponse>(HttpMethod.Post, $"/api/system/accounts/{email}/password-reset", new { secondFactor }))!.Token;

    public static async Task<HttpResponseMessage> ResetAsync(this ApiFactory api, string token, string password)
    {
        using var stranger = api.Stranger();
        return await stranger.PostAsJsonAsync("/api/auth/reset-password", new ResetPasswordRequest(token, password));
    }
}
