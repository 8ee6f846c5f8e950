namespace CodeRunner.Worker.Nodes;

/// <summary>Another Worker may act for the deployment by now: whatever was being done for it comes to nothing here.</summary>
public sealed class LeaseLostException(Guid deploymentId, long generation)
    : Exception($"The lease of deployment {deploymentId}, generation {generation}, is not this Worker's any more.");
