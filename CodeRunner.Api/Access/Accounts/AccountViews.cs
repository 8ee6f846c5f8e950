using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access.Accounts;

/// <summary>What operators see of accounts, in one query a page.</summary>
internal sealed class AccountViews(CodeRunnerDb db, TimeProvider time)
{
    private const string Escape = @"\";

    public async Task<Page<AccountResponse>> ListAsync(AccountsQuery query, CancellationToken cancellationToken)
    {
        var users = db.Users.AsNoTracking();
        if (query.Wanted.Length > 0)
        {
            var part = $"%{query.Wanted.Replace(Escape, Escape + Escape).Replace("%", Escape + "%").Replace("_", Escape + "_")}%";
            users = users.Where(user => EF.Functions.ILike(user.Email, part, Escape) || EF.Functions.ILike(user.DisplayName, part, Escape));
        }
        return query.Cut(await Rows(Page(users, query)).ToListAsync(cancellationToken));
    }

    private static IQueryable<User> Page(IQueryable<User> users, AccountsQuery query)
    {
        var (from, (time, id)) = (query.From, query.Before);
        var never = DateTimeOffset.UnixEpoch;
        var ordered = query.Order switch
        {
            AccountsQuery.Newest => users.Where(user => user.Id < id).OrderByDescending(user => user.Id),
            AccountsQuery.BySignIn => users.Where(user => (user.LastSignInAt ?? never) < time || ((user.LastSignInAt ?? never) == time && user.Id < id))
                .OrderByDescending(user => user.LastSignInAt ?? never).ThenByDescending(user => user.Id),
            _ => users.Where(user => string.Compare(user.NormalizedEmail, from) > 0).OrderBy(user => user.NormalizedEmail),
        };
        return ordered.Take(query.Size + 1);
    }

    private IQueryable<AccountRow> Rows(IQueryable<User> users)
    {
        var (now, never) = (time.GetUtcNow(), DateTimeOffset.UnixEpoch);
        return users.Select(user => new AccountRow(
            user.Id,
            user.NormalizedEmail,
            user.LastSignInAt ?? never,
            new AccountResponse(
                user.Email,
                user.DisplayName,
                user.Operator,
                user.CreatedAt,
                user.LastSignInAt,
                db.Sessions.Count(session => session.UserId == user.Id && session.EndedAt == null && session.ExpiresAt > now),
                db.ApiTokens.Count(token => token.CreatedBy == user.Id && token.ExpiresAt > now),
                db.Members.Count(member => member.UserId == user.Id && member.Role == ProjectRole.Owner && db.Projects.Any(project => project.Id == member.ProjectId && project.DeletedAt == null)),
                user.ClosedAt)));
    }
}
