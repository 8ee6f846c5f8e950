using CodeRunner.Api.Paging;
using CodeRunner.Contracts;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core;
using CodeRunner.Core.LoadTests;
using CodeRunner.Core.LoadTests.Deciding;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.LoadTests;

internal sealed class LoadTestReader(CodeRunnerDb db)
{
    public async Task<Page<LoadTestResponse>> PageAsync(Guid deploymentId, PageQuery page, CancellationToken cancellationToken)
    {
        var rows = await db.LoadTests.AsNoTracking()
            .Where(test => test.DeploymentId == deploymentId && test.Id < page.Before)
            .OrderByDescending(test => test.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var names = await NamesAsync(rows, cancellationToken);
        return page.Cut(rows, test => test.Id, test => Show(test, names));
    }

    public async Task<LoadTestResponse> ShowAsync(LoadTest test, CancellationToken cancellationToken) => Show(test, await NamesAsync([test], cancellationToken));

    /// <summary>The newest completed ones of each release, those of the newest releases first; or of the releases that are asked for, in that order, as far as there are any.</summary>
    public async Task<IReadOnlyList<LoadTestResponse>> NewestAsync(Guid deploymentId, IReadOnlyList<int> releases, CancellationToken cancellationToken)
    {
        var completed = await db.LoadTests.AsNoTracking()
            .Where(test => test.DeploymentId == deploymentId && test.State == LoadTestState.Completed && test.Release != null)
            .OrderByDescending(test => test.Id)
            .ToListAsync(cancellationToken);
        var newest = completed.Where(test => test.Steps.Count > 0).DistinctBy(test => test.Release).ToDictionary(test => test.Release!.Value);
        var wanted = releases.Count > 0 ? releases : [.. newest.Keys.OrderDescending().Take(2).Order()];
        var found = wanted.Select(newest.GetValueOrDefault).OfType<LoadTest>().ToList();
        var names = await NamesAsync(found, cancellationToken);
        return found.ConvertAll(test => Show(test, names));
    }

    private static LoadTestResponse Show(LoadTest test, Dictionary<Guid, string> names) => LoadTestViews.Show(test, test.CreatedBy is { } by ? names.GetValueOrDefault(by) : null);

    private async Task<Dictionary<Guid, string>> NamesAsync(List<LoadTest> tests, CancellationToken cancellationToken)
    {
        var ids = tests.Select(test => test.CreatedBy).OfType<Guid>().Distinct().ToList();
        return ids.Count == 0 ? [] : await db.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, cancellationToken);
    }
}
