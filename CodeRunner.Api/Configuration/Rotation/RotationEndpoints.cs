using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Vault;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration.Rotation;

internal static class RotationEndpoints
{
    public static WebApplicationBuilder AddRotation(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RotationOptions>().BindConfiguration(VaultOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<SecretRotation>().AddHostedService<RotationLoop>();
        return builder;
    }

    public static RouteGroupBuilder MapRotation(this RouteGroupBuilder api)
    {
        api.MapGet("/system/master-keys", ShowAsync).WithTags("System")
            .Describe("The master keys, and how many secrets each seals: how far a rotation is (operators)", 401, 403, 429).Example(null, Examples.MasterKeys).WithMetadata(new PeopleOnly());
        return api;
    }

    private static async Task<Results<Ok<MasterKeysResponse>, ProblemHttpResult>> ShowAsync(
        Caller caller, CodeRunnerDb db, IMasterKeys masterKeys, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        var counts = await db.CountSealedAsync(cancellationToken);
        var ids = masterKeys.Ids.Union(counts.Keys).Order(StringComparer.Ordinal);
        return TypedResults.Ok(new MasterKeysResponse(
            masterKeys.CurrentId, [.. ids.Select(id => new MasterKeyUse(id, masterKeys.Ids.Contains(id), counts.GetValueOrDefault(id)))]));
    }
}
