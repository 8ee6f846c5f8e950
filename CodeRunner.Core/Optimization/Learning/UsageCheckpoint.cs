namespace CodeRunner.Core.Optimization.Learning;

/// <summary>What the owner of a deployment learned of it, for whoever owns it next and for those who advise.</summary>
public sealed class UsageCheckpoint
{
    private UsageCheckpoint()
    {
    }

    public UsageCheckpoint(Guid deploymentId, LearnedState state, DateTimeOffset now) => (DeploymentId, State, StoredAt) = (deploymentId, state, now);

    public Guid DeploymentId { get; private set; }

    public LearnedState State { get; private set; } = null!;

    public DateTimeOffset StoredAt { get; private set; }

    public void Store(LearnedState state, DateTimeOffset now) => (State, StoredAt) = (state, now);
}
