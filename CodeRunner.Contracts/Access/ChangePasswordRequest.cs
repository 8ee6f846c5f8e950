namespace CodeRunner.Contracts.Access;

public sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(ChangePasswordRequest);
}
