namespace CodeRunner.Contracts.Access;

public sealed record RegisterRequest(string Email, string Password, string DisplayName);
