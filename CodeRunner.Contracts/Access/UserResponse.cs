namespace CodeRunner.Contracts.Access;

/// <summary><see cref="Operator"/> is only told to the user itself (GET /api/auth/me).</summary>
public sealed record UserResponse(Guid Id, string Email, string DisplayName, bool? Operator = null);
