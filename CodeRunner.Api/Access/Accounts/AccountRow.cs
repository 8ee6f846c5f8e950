using CodeRunner.Contracts.Access;

namespace CodeRunner.Api.Access.Accounts;

/// <summary>An account with what tells its place in a list; <paramref name="SignedInAt"/> is the beginning of time for who never did.</summary>
internal sealed record AccountRow(Guid Id, string NormalizedEmail, DateTimeOffset SignedInAt, AccountResponse Shown);
