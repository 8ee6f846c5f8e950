namespace CodeRunner.Contracts.Access;

/// <summary>
/// An account as an operator sees it: <paramref name="Sessions"/> that last, <paramref name="Tokens"/> that it made for machines and that have not expired, and <paramref name="Projects"/> that it owns.
/// <paramref name="ClosedAt"/>: since then nobody signs in to it, and neither its sessions nor its tokens count.
/// </summary>
public sealed record AccountResponse(
    string Email, string DisplayName, bool Operator, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, int Sessions, int Tokens, int Projects, DateTimeOffset? ClosedAt);
