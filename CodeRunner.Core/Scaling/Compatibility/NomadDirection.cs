namespace CodeRunner.Core.Scaling.Compatibility;

public enum NomadDirection
{
    None,
    Up,
    Down,
}
