namespace CodeRunner.Contracts.Access;

public sealed record RefreshRequest(string RefreshToken);
