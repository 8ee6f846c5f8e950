using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>Removes images that this node pulled for releases when no release that is kept needs them any more: they are bounded as artifacts are.</summary>
internal sealed partial class StrayImages(ISandboxProvider provider, Database database, TimeProvider clock, ILogger<StrayImages> logger)
    : Loop(clock, TimeSpan.FromMinutes(10), logger), INodeLeaderDuty
{
    /// <summary>The release that it was pulled for may not say so yet.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    protected override Task TickAsync(CancellationToken cancellationToken) => RemoveAsync(cancellationToken);

    internal async Task RemoveAsync(CancellationToken cancellationToken)
    {
        var old = (await provider.ListImagesAsync(cancellationToken)).Where(image => Clock.GetUtcNow() - image.PulledAt > Young).ToList();
        if (old.Count == 0)
            return;
        var needed = await NeededAsync([.. old.Select(image => image.Pinned)], cancellationToken);
        foreach (var image in old.Where(image => !needed.Contains(image.Pinned)))
            if (await provider.RemoveImageAsync(image, cancellationToken))
                Removed(logger, image.Pinned);
    }

    private async Task<HashSet<string>> NeededAsync(string[] pinned, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.Database.SqlQuery<string>(
            $"""SELECT DISTINCT artifact->>'image' AS "Value" FROM releases WHERE artifact_removed_at IS NULL AND artifact->>'image' = ANY({pinned})""").ToHashSetAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed the image {Image}, which no release needs any more")]
    private static partial void Removed(ILogger logger, string image);
}
