namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>When the number of instances last changed, by whomever.</summary>
public readonly record struct ScaleChange(long Second, int From, int To)
{
    public bool IsRise => To > From;
}
