using CodeRunner.Contracts.Tokens;

namespace CodeRunner.Tests.Api.Support;

/// <summary>What asks with an API token.</summary>
internal static class Machines
{
    /// <summary>Makes a token of somebody's in the project.</summary>
    public static async Task<ApiTokenResponse> TokenAsync(
        this TestUser maker, Guid project, string role = "developer", string[]? environments = null, string[]? reveal = null, DateTimeOffset? expiresAt = null) =>
        (await maker.SendAsync<ApiTokenResponse>(
            HttpMethod.Post, $"/api/projects/{project}/tokens", new { name = $"ci {Guid.NewGuid():n}", role, environments, reveal, expiresAt }))!;

    /// <summary>Who asks with that text as the token.</summary>
    public static TestUser Machine(this ApiFactory api, TestUser maker, string? token) => new(api, maker.Id, maker.Email, token!);

    public static async Task<TestUser> MachineAsync(
        this ApiFactory api, TestUser maker, Guid project, string role = "developer", string[]? environments = null, string[]? reveal = null) =>
        api.Machine(maker, (await maker.TokenAsync(project, role, environments, reveal)).Token);
}
