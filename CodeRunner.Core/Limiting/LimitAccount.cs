using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>Whom a project counts against, and the limits in force of both.</summary>
public sealed record LimitAccount(Guid ProjectId, Guid? AccountableId, ResourceLimits OfProject, ResourceLimits OfUser)
{
    public bool IsLimited => OfProject != ResourceLimits.None || OfUser != ResourceLimits.None;

    /// <summary>The lock under which what counts against the same user rises, one after the other.</summary>
    public string Lock => LockOf(AccountableId ?? ProjectId);

    public static string LockOf(Guid id) => $"limits of {id}";
}
