using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Vault;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

internal static class ConfigReveal
{
    private const string Action = "secret.reveal";

    public static async Task<Results<Ok<RevealedValue>, ProblemHttpResult>> RevealAsync(
        ConfigTarget target, string key, Caller caller, ConfigAccess access, ConfigReading reading, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (opened.Refusal is { } unseen)
            return unseen;
        var content = (await db.CurrentConfigAsync(opened.Scope, cancellationToken)).Find(key);
        if (opened.Refuse(content is { Value.IsSecret: false } ? Right.SeeConfiguration : Right.Reveal) is { } refusal)
        {
            await reading.DenyAsync(opened.Scope, Action, key, caller, cancellationToken);
            return refusal;
        }
        if (content is not { Value.IsSecret: true })
            return content is null ? Refusal.NotFound() : TypedResults.Ok(new RevealedValue(content.Value.Text!));
        try
        {
            var values = await reading.ReadAsync(opened.Scope, [content], Action, key, caller, cancellationToken);
            return TypedResults.Ok(new RevealedValue(values[key]));
        }
        catch (SecretUnreadableException unreadable)
        {
            return Refusal.Conflict(unreadable.Message);
        }
    }
}
