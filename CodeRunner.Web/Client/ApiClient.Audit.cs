using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Web.Audit;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<AuditEntryResponse>>> ListAuditAsync(AuditPlace place, AuditFilter filter, string? after, CancellationToken ct) =>
        GetAsync<Page<AuditEntryResponse>>($"{place.Path}{PageQuery(after, 50)}{filter.Query}", ct);

    public Task<ApiResult<AuditVerification>> VerifyAuditAsync(AuditPlace place, CancellationToken ct) => GetAsync<AuditVerification>($"{place.Path}/verify", ct);
}
