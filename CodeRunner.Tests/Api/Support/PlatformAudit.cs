using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Support;

/// <summary>The platform's own audit log, as an operator reads it.</summary>
internal static class PlatformAudit
{
    public const string Path = "/api/system/audit";

    public static async Task<TestUser> OperatorAsync(this ApiFactory api)
    {
        var user = await api.UserAsync("Olga");
        await using var db = api.Db();
        await db.Users.Where(each => each.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(each => each.Operator, true));
        return user;
    }

    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<AuditEntryResponse>> PlatformAuditAsync(this TestUser reader, string query = "") =>
        [.. (await reader.GetAsync<Page<AuditEntryResponse>>($"{Path}?limit=200&{query}"))!.Items.Reverse()];

    public static async Task<AuditVerification> VerifyPlatformAsync(this TestUser reader) => (await reader.GetAsync<AuditVerification>($"{Path}/verify"))!;

    /// <summary>A client without a token who comes from that address.</summary>
    public static HttpClient StrangerFrom(this ApiFactory api, string address)
    {
        var http = api.Stranger();
        http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return http;
    }
}
