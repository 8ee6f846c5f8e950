namespace CodeRunner.Core.Limiting;

/// <summary>Whose limit it is.</summary>
public enum LimitHolder
{
    Project,
    User,
}
