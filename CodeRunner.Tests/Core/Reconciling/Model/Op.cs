namespace CodeRunner.Tests.Core.Reconciling.Model;

/// <summary>What a person does, or what happens.</summary>
public abstract record Op
{
    public sealed record Start : Op;

    public sealed record Stop : Op;

    public sealed record Restart : Op;

    public sealed record Delete : Op;

    public sealed record Scale(int Instances) : Op;

    public sealed record Deploy(AppKind App) : Op;

    /// <summary>New limits.</summary>
    public sealed record Change : Op;

    /// <summary>To the release that is so many back from the newest that can be gone back to.</summary>
    public sealed record RollBack(int Back) : Op;

    public sealed record Cancel : Op;

    /// <summary>An instance's process is killed.</summary>
    public sealed record Kill(int Instance) : Op;

    /// <summary>The machine forgets an instance's sandbox.</summary>
    public sealed record Lose(int Instance) : Op;

    /// <summary>A request that takes twenty seconds.</summary>
    public sealed record Ask(int Instance) : Op;

    public sealed record KillWorker : Op;

    /// <summary>From now on, builds wait long for their turn, or not any more.</summary>
    public sealed record Crowd(bool Crowded) : Op;

    public sealed record Pass(int Seconds) : Op;
}
