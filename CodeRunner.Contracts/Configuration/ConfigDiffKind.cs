namespace CodeRunner.Contracts.Configuration;

public enum ConfigDiffKind
{
    Added,
    Changed,
    Removed,
}
