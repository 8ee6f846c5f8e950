using System.Security.Cryptography;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Vault;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace CodeRunner.Api.Access;

/// <summary>Codes of time and recovery codes. All in the caller's transaction, which holds the account: each counts once.</summary>
internal sealed partial class SecondFactors(CodeRunnerDb db, SecretVault vault, TimeProvider time, ILogger<SecondFactors> logger)
{
    private const string Issuer = "CodeRunner";
    private const int SecretBytes = 20;
    private const int Digits = 6;

    // The clock of a device may be wrong by as much, and a person types.
    private static readonly VerificationWindow Tolerance = new(previous: 1, future: 1);

    /// <summary>Right where the account has none.</summary>
    public async Task<ProofKind> TakeAsync(Guid userId, string? code, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, cancellationToken) is not { IsOn: true } factor)
            return ProofKind.Right;
        if (string.IsNullOrWhiteSpace(code))
            return ProofKind.NeedsCode;
        return await TryUseAsync(factor, code, cancellationToken) || await TryUseRecoveryAsync(userId, code, cancellationToken) ? ProofKind.Right : ProofKind.WrongCode;
    }

    public Task<SecondFactor?> FindAsync(Guid userId, CancellationToken cancellationToken) =>
        db.SecondFactors.SingleOrDefaultAsync(factor => factor.UserId == userId, cancellationToken);

    /// <summary>A new secret, which counts once it is confirmed. Null where one is on already.</summary>
    public async Task<SecondFactorSecretResponse?> BeginAsync(User user, CancellationToken cancellationToken)
    {
        var factor = await FindAsync(user.Id, cancellationToken);
        if (factor is { IsOn: true })
            return null;
        if (factor is null)
            db.SecondFactors.Add(factor = new SecondFactor(user.Id, time.GetUtcNow()));
        var bytes = RandomNumberGenerator.GetBytes(SecretBytes);
        var text = Base32Encoding.ToString(bytes);
        using (var secret = new SecretValue(text))
            factor.Seal(await vault.SealAsync(secret, factor.Binding, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        return new SecondFactorSecretResponse(text, new OtpUri(OtpType.Totp, bytes, user.Email, Issuer).ToString());
    }

    /// <summary>Switches on what was begun. False when the code is not of its secret.</summary>
    public async Task<bool> TryConfirmAsync(SecondFactor factor, string code, CancellationToken cancellationToken)
    {
        if (!await TryUseAsync(factor, code, cancellationToken))
            return false;
        factor.Confirm(time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>The old ones don't count any more.</summary>
    public async Task<RecoveryCodesResponse> RenewRecoveryCodesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        var codes = Enumerable.Range(0, RecoveryCode.PerAccount).Select(_ => RecoveryCodeText.New()).ToList();
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode(userId, RecoveryCodeText.Hash(code)!)));
        await db.SaveChangesAsync(cancellationToken);
        return new RecoveryCodesResponse(codes);
    }

    /// <summary>Whether there was one.</summary>
    public async Task<bool> RemoveAsync(Guid userId, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        return await db.SecondFactors.Where(factor => factor.UserId == userId).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private async Task<bool> TryUseAsync(SecondFactor factor, string code, CancellationToken cancellationToken)
    {
        var typed = string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));
        if (typed.Length != Digits || !typed.All(char.IsAsciiDigit) || await StepOfAsync(factor, typed, cancellationToken) is not { } step || !factor.TryUse(step))
            return false;
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>The step of time whose code it is; null for none, and where the secret can't be read: a recovery code lets in then.</summary>
    private async Task<long?> StepOfAsync(SecondFactor factor, string code, CancellationToken cancellationToken)
    {
        try
        {
            using var secret = await vault.OpenAsync(factor.Sealed, factor.Binding, cancellationToken);
            return new Totp(Base32Encoding.ToBytes(secret.Reveal())).VerifyTotp(time.GetUtcNow().UtcDateTime, code, out var step, Tolerance) ? step : null;
        }
        catch (SecretUnreadableException unreadable)
        {
            LogUnreadable(logger, unreadable, factor.UserId);
            return null;
        }
    }

    private async Task<bool> TryUseRecoveryAsync(Guid userId, string code, CancellationToken cancellationToken) =>
        RecoveryCodeText.Hash(code) is { } hash
        && await db.RecoveryCodes.Where(one => one.UserId == userId && one.Hash == hash).ExecuteDeleteAsync(cancellationToken) > 0;

    [LoggerMessage(Level = LogLevel.Error, Message = "The second factor of account {UserId} can't be read. A recovery code lets its user in, or an operator's password reset that takes it away.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, Guid userId);
}
