using CodeRunner.Api.Audit;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;

namespace CodeRunner.Api.Access;

/// <summary>Switches second factors on and off. What changes one ends the account's other sessions: they were begun without it, or with what is lost.</summary>
internal sealed class SecondFactorCommands(CodeRunnerDb db, Credentials credentials, SecondFactors factors, AuditTrail audit, TimeProvider time)
{
    /// <summary>The secret is null where the proof was right and one is on already.</summary>
    public async Task<(Proof Proof, SecondFactorSecretResponse? Secret)> BeginAsync(string password, Caller caller, CancellationToken cancellationToken)
    {
        SecondFactorSecretResponse? secret = null;
        var proof = await credentials.ProveAsync(
            caller, new Shown(password), PasswordEvents.SecondFactorOn, async user => secret = await factors.BeginAsync(user, cancellationToken), cancellationToken);
        return (proof, secret);
    }

    /// <summary>Whether there is one to be confirmed, and the codes when the code was right.</summary>
    public Task<(bool Begun, RecoveryCodesResponse? Codes)> ConfirmAsync(string code, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<(bool, RecoveryCodesResponse?)>(
            async () =>
            {
                if (await db.FindHeldUserAsync(caller.Id, cancellationToken) is not { } user || await factors.FindAsync(caller.Id, cancellationToken) is not { IsOn: false } factor)
                    return (false, null);
                if (!await factors.TryConfirmAsync(factor, code, cancellationToken))
                    return (true, null);
                var codes = await factors.RenewRecoveryCodesAsync(caller.Id, cancellationToken);
                await WriteDownAsync(user, PasswordEvents.SecondFactorOn, caller, cancellationToken);
                return (true, codes);
            },
            cancellationToken);

    /// <summary>The codes are null where the proof was right and there is no second factor.</summary>
    public async Task<(Proof Proof, RecoveryCodesResponse? Codes)> RenewCodesAsync(PasswordAndCodeRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RecoveryCodesResponse? codes = null;
        var proof = await credentials.ProveAsync(
            caller, new Shown(request.Password, request.Code, asksCode: true), PasswordEvents.RecoveryCodes,
            async user =>
            {
                if (await factors.FindAsync(user.Id, cancellationToken) is not { IsOn: true })
                    return;
                codes = await factors.RenewRecoveryCodesAsync(user.Id, cancellationToken);
                await audit.AddAsync(AccountEvents.Of(user, PasswordEvents.RecoveryCodes, user.Email, caller.Ip), cancellationToken);
            },
            cancellationToken);
        return (proof, codes);
    }

    /// <summary>Whether there was one to switch off.</summary>
    public async Task<(Proof Proof, bool Done)> SwitchOffAsync(PasswordAndCodeRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var done = false;
        var proof = await credentials.ProveAsync(
            caller, new Shown(request.Password, request.Code, asksCode: true), PasswordEvents.SecondFactorOff,
            async user =>
            {
                if (await factors.FindAsync(user.Id, cancellationToken) is not { IsOn: true })
                    return;
                done = await factors.RemoveAsync(user.Id, cancellationToken);
                await WriteDownAsync(user, PasswordEvents.SecondFactorOff, caller, cancellationToken);
            },
            cancellationToken);
        return (proof, done);
    }

    private async Task WriteDownAsync(User user, string action, Caller caller, CancellationToken cancellationToken)
    {
        var sessionsEnded = await db.EndSessionsAsync(user.Id, SessionEnd.Password, caller.SessionId, time.GetUtcNow(), cancellationToken);
        await audit.AddAsync(AccountEvents.Of(user, action, user.Email, caller.Ip, new { sessionsEnded }), cancellationToken);
    }
}
