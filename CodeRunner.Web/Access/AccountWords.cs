using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Access;

/// <summary>What an operator is told of somebody's account, and of what is done to it.</summary>
public static class AccountWords
{
    public static string Has(AccountResponse account) => $"{Count(account.Sessions, "session")} · {Count(account.Projects, "project")}";

    public static string Ends(AccountResponse account, bool isMine) =>
        $"{(isMine ? "You are" : $"{account.DisplayName} is")} signed out everywhere at once{(isMine ? ", here too" : "")}, and may sign in again. API tokens go on.";

    public static string Closes(AccountResponse account) =>
        $"{account.DisplayName} is signed out everywhere at once and can’t sign in any more"
        + (account.Tokens > 0 ? $"; {Count(account.Tokens, "API token")} of theirs count no more: what deploys with one fails" : "")
        + (account.Projects > 0 ? $". The apps of {Count(account.Projects, "project")} run on" : "")
        + ". Nothing is deleted: you can open the account again.";

    public static string Opens(AccountResponse account) =>
        $"{account.DisplayName} may sign in again" + (account.Tokens > 0 ? $", and {Count(account.Tokens, "API token")} of theirs count again" : "") + ".";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
