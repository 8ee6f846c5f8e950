using CodeRunner.Core;
using CodeRunner.Core.Alerts.Deciding;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Worker.Alerts;

/// <summary>What was measured of deployments in the last moments: one question for all of them. One that nobody measured has no entry.</summary>
internal sealed class LoadReader
{
    public Task<IReadOnlyDictionary<Guid, ObservedLoad>> ReadAsync(CodeRunnerDb db, IReadOnlyCollection<Deployment> deployments, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, ObservedLoad>>(new Dictionary<Guid, ObservedLoad>());
}
