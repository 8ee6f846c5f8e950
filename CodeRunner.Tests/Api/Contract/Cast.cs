using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Who asks on a stage.</summary>
internal sealed record Cast(TestUser Owner, TestUser Viewer, TestUser Stranger)
{
    public static async Task<Cast> MakeAsync(ApiFactory api) => new(await api.OperatorAsync(), await api.UserAsync("Vera"), await api.UserAsync("Eve"));
}
