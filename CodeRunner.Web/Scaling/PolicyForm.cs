namespace CodeRunner.Web.Scaling;

/// <summary>What a policy does with its value.</summary>
public enum PolicyForm
{
    Target,
    Up,
    Down,
}
