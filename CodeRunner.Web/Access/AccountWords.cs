using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Access;

/// <summary>What an operator is told of somebody's account, and of what is done to it.</summary>
public static class AccountWords
{
    public static string Has(AccountResponse account) => $"{(account.Sessions == 1 ? T("{0} session", 1) : T("{0} sessions", account.Sessions))} · {Projects(account)}";

    public static string Ends(AccountResponse account, bool isMine) => isMine
        ? T("You are signed out everywhere at once, here too, and may sign in again. API tokens go on.")
        : T("{0} is signed out everywhere at once, and may sign in again. API tokens go on.", account.DisplayName);

    public static string Closes(AccountResponse account)
    {
        var gone = account.Tokens > 0
            ? T("{0} is signed out everywhere at once and can’t sign in any more; {1} of theirs count no more: what deploys with one fails.", account.DisplayName, Tokens(account))
            : T("{0} is signed out everywhere at once and can’t sign in any more.", account.DisplayName);
        var apps = account.Projects > 0 ? T("The apps of {0} run on.", Projects(account)) + " " : "";
        return $"{gone} {apps}{T("Nothing is deleted: you can open the account again.")}";
    }

    public static string Opens(AccountResponse account) => account.Tokens > 0
        ? T("{0} may sign in again, and {1} of theirs count again.", account.DisplayName, Tokens(account))
        : T("{0} may sign in again.", account.DisplayName);

    private static string Projects(AccountResponse account) => account.Projects == 1 ? T("{0} project", 1) : T("{0} projects", account.Projects);

    private static string Tokens(AccountResponse account) => account.Tokens == 1 ? T("{0} API token", 1) : T("{0} API tokens", account.Tokens);
}
