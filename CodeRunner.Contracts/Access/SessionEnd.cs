namespace CodeRunner.Contracts.Access;

/// <summary>Why a session is over.</summary>
public enum SessionEnd
{
    /// <summary>Its user signed out.</summary>
    Left,

    /// <summary>Its user ended it from another session.</summary>
    Ended,

    /// <summary>Too many were newer.</summary>
    Crowded,

    /// <summary>Its refresh token was used twice: somebody may have copied it.</summary>
    Reused,

    /// <summary>An operator ended all of the account's.</summary>
    Operator,

    /// <summary>An operator closed the account.</summary>
    Closed,

    /// <summary>The account's password or second factor was changed elsewhere.</summary>
    Password,

    /// <summary>It was not used for too long, or lasted as long as one may.</summary>
    Expired,
}
