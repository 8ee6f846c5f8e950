using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Projects;

internal static class FreeSlug
{
    /// <summary>
    /// A slug for the name that is not among <paramref name="taken"/>. What it is made of is locked to the end of the caller's transaction: two who want one slug at
    /// the same moment come one after the other.
    /// </summary>
    public static async Task<string> ChooseSlugAsync(
        this CodeRunnerDb db, IQueryable<string> taken, string name, int length, CancellationToken cancellationToken)
    {
        var wanted = Slug.From(name, length);
        await db.LockAsync($"slug {wanted}", cancellationToken);
        var slug = wanted;
        while (await taken.AnyAsync(other => other == slug, cancellationToken))
            slug = Slug.WithSuffix(wanted, length);
        return slug;
    }
}
