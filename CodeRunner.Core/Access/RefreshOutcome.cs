namespace CodeRunner.Core.Access;

public enum RefreshOutcome
{
    Accepted,

    /// <summary>Expired or revoked: the user signs in again.</summary>
    Refused,

    /// <summary>Used before: the session ends.</summary>
    Stolen,
}
