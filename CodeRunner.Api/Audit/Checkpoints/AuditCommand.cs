using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>What the arguments `audit verify [project]` run: all projects' audit logs, or one.</summary>
internal static class AuditCommand
{
    private const int Page = 200;

    /// <summary>Says what was found of each on stdout, and returns 0 when all hold, 1 when one does not, 64 for arguments that are none.</summary>
    public static async Task<int> VerifyAuditAsync(this WebApplication app, string[] projects)
    {
        if (projects.Length > 1 || projects.Any(each => !Guid.TryParse(each, out _)))
        {
            Console.Error.WriteLine("usage: audit verify [project's id]");
            return 64;
        }
        await using var scope = app.Services.CreateAsyncScope();
        var (verifier, db) = (scope.ServiceProvider.GetRequiredService<AuditVerifier>(), scope.ServiceProvider.GetRequiredService<CodeRunnerDb>());
        var (count, bad) = (0, 0);
        await foreach (var id in projects is [var one] ? new[] { Guid.Parse(one) }.ToAsyncEnumerable() : AllAsync(db))
        {
            var verified = await verifier.VerifyAsync(id, CancellationToken.None);
            Console.WriteLine(verified.Valid ? $"{id}: {verified.Entries} entries hold" : $"{id}: NOT VALID from entry {verified.FirstBad} on: {verified.Fault}");
            (count, bad) = (count + 1, verified.Valid ? bad : bad + 1);
        }
        Console.WriteLine($"{count} audit logs verified, {bad} not valid");
        return bad == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<Guid> AllAsync(CodeRunnerDb db)
    {
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
