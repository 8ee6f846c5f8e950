using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Client;

public sealed partial class ApiClient
{
    private const string SecondFactorPath = "/api/auth/me/second-factor";

    public Task<ApiProblem?> ChangePasswordAsync(ChangePasswordRequest request, CancellationToken ct) => SendAsync(HttpMethod.Put, "/api/auth/me/password", request, ct);

    public Task<ApiResult<SecondFactorResponse>> GetSecondFactorAsync(CancellationToken ct) => GetAsync<SecondFactorResponse>(SecondFactorPath, ct);

    public Task<ApiResult<SecondFactorSecretResponse>> BeginSecondFactorAsync(PasswordRequest request, CancellationToken ct) =>
        ReadAsync<SecondFactorSecretResponse>(HttpMethod.Post, SecondFactorPath, request, ct);

    public Task<ApiResult<RecoveryCodesResponse>> ConfirmSecondFactorAsync(CodeRequest request, CancellationToken ct) =>
        ReadAsync<RecoveryCodesResponse>(HttpMethod.Post, $"{SecondFactorPath}/confirm", request, ct);

    public Task<ApiResult<RecoveryCodesResponse>> RenewRecoveryCodesAsync(PasswordAndCodeRequest request, CancellationToken ct) =>
        ReadAsync<RecoveryCodesResponse>(HttpMethod.Post, $"{SecondFactorPath}/recovery-codes", request, ct);

    public Task<ApiProblem?> SwitchSecondFactorOffAsync(PasswordAndCodeRequest request, CancellationToken ct) => SendAsync(HttpMethod.Post, $"{SecondFactorPath}/off", request, ct);

    public Task<ApiResult<PasswordResetResponse>> OfferPasswordResetAsync(string email, OfferPasswordResetRequest request, CancellationToken ct) =>
        ReadAsync<PasswordResetResponse>(HttpMethod.Post, $"/api/system/accounts/{Uri.EscapeDataString(email)}/password-reset", request, ct);
}
