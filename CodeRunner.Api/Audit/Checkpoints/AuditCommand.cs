using CodeRunner.Core;
using CodeRunner.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>What the arguments `audit verify [project]` run: the platform's audit log and all projects', or one.</summary>
internal static class AuditCommand
{
    private const int Page = 200;

    /// <summary>Says what was found of each on stdout, and returns 0 when all hold, 1 when one does not, 64 for arguments that are none.</summary>
    public static async Task<int> VerifyAuditAsync(this WebApplication app, string[] names)
    {
        var one = Guid.Empty;
        if (names.Length > 1 || names.Any(each => !AuditChain.TryParse(each, out one)))
        {
            Console.Error.WriteLine("usage: audit verify [project's id | platform]");
            return 64;
        }
        await using var scope = app.Services.CreateAsyncScope();
        var (verifier, db) = (scope.ServiceProvider.GetRequiredService<AuditVerifier>(), scope.ServiceProvider.GetRequiredService<CodeRunnerDb>());
        var (count, bad) = (0, 0);
        await foreach (var id in names.Length == 1 ? new[] { one }.ToAsyncEnumerable() : AllAsync(db))
        {
            var verified = await verifier.VerifyAsync(id, CancellationToken.None);
            Console.WriteLine(verified.Valid ? $"{AuditChain.NameOf(id)}: {verified.Entries} entries hold" : $"{AuditChain.NameOf(id)}: NOT VALID from entry {verified.FirstBad} on: {verified.Fault}");
            (count, bad) = (count + 1, verified.Valid ? bad : bad + 1);
        }
        Console.WriteLine($"{count} audit logs verified, {bad} not valid");
        return bad == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<Guid> AllAsync(CodeRunnerDb db)
    {
        yield return AuditChain.Platform;
        for (var after = Guid.Empty; ;)
        {
            var from = after;
            var page = await db.Projects.Where(project => project.Id > from).OrderBy(project => project.Id).Select(project => project.Id).Take(Page).ToListAsync();
            if (page.Count == 0)
                yield break;
            foreach (var id in page)
                yield return id;
            after = page[^1];
        }
    }
}
