using CodeRunner.Api.Access;
using CodeRunner.Contracts.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Lets the owner's account be as an operation on its credentials needs it, whatever requests before have done to it.</summary>
internal sealed class OwnCredentials(ApiFactory api, TestUser owner)
{
    private const string Password = "a long password";
    private const string SecondFactor = "/api/auth/me/second-factor";

    public async Task<object> BodyAsync(string path)
    {
        await ResetAsync();
        switch (path)
        {
            case "/api/auth/me/password":
                return new { currentPassword = Password, newPassword = "an even longer password" };
            case SecondFactor:
                return new { password = Password };
        }
        var secret = (await owner.SendAsync<SecondFactorSecretResponse>(HttpMethod.Post, SecondFactor, new { password = Password }))!.Secret;
        var code = new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow);
        if (path.EndsWith("/confirm", StringComparison.Ordinal))
            return new { code };
        var codes = (await owner.SendAsync<RecoveryCodesResponse>(HttpMethod.Post, $"{SecondFactor}/confirm", new { code }))!.Codes;
        return new { password = Password, code = codes[0] };
    }

    /// <summary>With a password that is known, open, and without a second factor.</summary>
    private async Task ResetAsync()
    {
        var hash = await api.Services.GetRequiredService<Passwords>().HashAsync(Password, default);
        await using var db = api.Db();
        await db.Users.Where(user => user.Id == owner.Id).ExecuteUpdateAsync(
            user => user.SetProperty(one => one.PasswordHash, hash).SetProperty(one => one.FailedLogins, 0).SetProperty(one => one.LockedUntil, (DateTimeOffset?)null));
        await db.SignInPlaces.Where(place => place.UserId == owner.Id).ExecuteDeleteAsync();
        await db.SecondFactors.Where(factor => factor.UserId == owner.Id).ExecuteDeleteAsync();
    }
}
