namespace CodeRunner.Contracts.Access;

/// <summary><paramref name="Since"/>: when it was switched on; <paramref name="RecoveryCodes"/>: how many are left.</summary>
public sealed record SecondFactorResponse(bool On, DateTimeOffset? Since, int RecoveryCodes);
