using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    public Task<ApiResult<Page<MemberResponse>>> ListMembersAsync(Guid project, string? after, CancellationToken ct) =>
        GetAsync<Page<MemberResponse>>($"/api/projects/{project}/members{PageQuery(after, 100)}", ct);

    public Task<ApiProblem?> PutMemberAsync(Guid project, string email, MemberRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Put, $"/api/projects/{project}/members/{Uri.EscapeDataString(email)}", request, ct);

    public Task<ApiProblem?> RemoveMemberAsync(Guid project, string email, CancellationToken ct) =>
        SendAsync(HttpMethod.Delete, $"/api/projects/{project}/members/{Uri.EscapeDataString(email)}", null, ct);
}
