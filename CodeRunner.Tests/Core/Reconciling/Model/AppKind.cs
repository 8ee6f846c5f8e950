namespace CodeRunner.Tests.Core.Reconciling.Model;

/// <summary>How a release behaves.</summary>
public enum AppKind
{
    Good,
    FailsToBuild,
    Crashes,
    NeverListens,
    CrashesLater,
    IgnoresStop,
}
