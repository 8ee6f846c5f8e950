namespace CodeRunner.Contracts.Access;

/// <summary><see cref="Operator"/> is only told to the user itself (GET /api/auth/me), and <see cref="TokenName"/> to who asks with an API token of the user's.</summary>
public sealed record UserResponse(Guid Id, string Email, string DisplayName, bool? Operator = null, string? TokenName = null);
