using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Web.Audit;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<AuditEntryResponse>>> ListAuditAsync(Guid project, AuditFilter filter, string? after, CancellationToken ct) =>
        GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit{PageQuery(after, 50)}{filter.Query}", ct);

    public Task<ApiResult<AuditVerification>> VerifyAuditAsync(Guid project, CancellationToken ct) => GetAsync<AuditVerification>($"/api/projects/{project}/audit/verify", ct);
}
