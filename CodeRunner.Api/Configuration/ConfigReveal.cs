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
        var content = opened.Refusal is null ? (await db.CurrentConfigAsync(opened.Scope, cancellationToken)).Find(key) : null;
        var right = content is { Value.IsSecret: false } ? Right.SeeConfiguration : Right.Reveal;
        if (await access.RefuseAsync(opened, right, Action, key, caller, cancellationToken) is { } refusal)
            return refusal;
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
