using System.Net;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Tests.Api.Support;

/// <summary>What tests of limits ask.</summary>
internal static class LimitAsks
{
    public const string Path = "/api/system/limits";

    public static async Task LimitProjectAsync(this TestUser @operator, Guid project, int? instances = null, decimal? cpus = null, long? memoryMb = null) =>
        await @operator.SendAsync<object>(HttpMethod.Put, $"{Path}/projects/{project}", new ResourceLimits(instances, cpus, memoryMb));

    public static async Task LimitUserAsync(this TestUser @operator, TestUser user, int? instances = null, decimal? cpus = null, long? memoryMb = null) =>
        await @operator.SendAsync<object>(HttpMethod.Put, $"{Path}/users/{user.Email}", new ResourceLimits(instances, cpus, memoryMb));

    /// <summary>A deployment with a release on its way, which reserves one instance.</summary>
    public static async Task<DeploymentResponse> ReleasedAsync(this TestUser user, Guid project, string name = "Web")
    {
        var deployment = await user.DeploymentAsync(project, name);
        await user.ReleaseAsync(deployment.Id);
        return deployment;
    }

    public static Task<HttpResponseMessage> ScaleAsync(this TestUser user, Guid deployment, int instances) => user.PostAsync($"/api/deployments/{deployment}/scale", new { instances });

    public static async Task<ProjectLimitsResponse> ProjectLimitsAsync(this TestUser user, Guid project) => (await user.GetAsync<ProjectLimitsResponse>($"/api/projects/{project}/limits"))!;

    /// <summary>The detail of an answer that refuses because of limits.</summary>
    public static async Task<string> RefusesAsync(this Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()!;
    }

    public static async Task AcceptsAsync(this Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
