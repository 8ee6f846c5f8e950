namespace CodeRunner.Contracts.Access;

public sealed record LoginRequest(string Email, string Password);
