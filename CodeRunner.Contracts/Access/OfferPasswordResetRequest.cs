namespace CodeRunner.Contracts.Access;

/// <summary><paramref name="SecondFactor"/>: whether the account's second factor goes with the old password, because it is lost as well.</summary>
public sealed record OfferPasswordResetRequest(bool SecondFactor = false);
