using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Access;

/// <summary>Why a session is over, for who had it.</summary>
public static class SessionEndWords
{
    /// <summary>Null for what is no such word: it may come from an address that anybody wrote.</summary>
    public static SessionEnd? Read(string? word) =>
        Enum.GetValues<SessionEnd>().Select(each => (SessionEnd?)each).FirstOrDefault(each => string.Equals(each.ToString(), word, StringComparison.OrdinalIgnoreCase));

    public static string Of(SessionEnd? why) => why switch
    {
        SessionEnd.Ended => T("You ended this session from another one of yours. Sign in and you are back where you were."),
        SessionEnd.Crowded => T("Your session has ended: your account has too many newer ones. Sign in and you are back where you were."),
        SessionEnd.Reused => T("Your session has ended: something of it was used twice, so it may have been copied. Sign in, and look at the sessions on your account page."),
        SessionEnd.Operator => T("The platform’s operator ended your sessions. Sign in and you are back where you were."),
        SessionEnd.Closed => T("The platform’s operator closed your account. Ask them to open it again."),
        SessionEnd.Password => T("Your session has ended: your password or your second factor was changed. Sign in and you are back where you were."),
        SessionEnd.Expired => T("Your session has ended after its time. Sign in and you are back where you were."),
        _ => T("Your session has ended. Sign in and you are back where you were."),
    };
}
