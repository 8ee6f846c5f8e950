using System.Runtime.CompilerServices;

namespace CodeRunner.Core.Metrics;

/// <summary>What an instance, or all of a deployment together, used at one time: a gauge for each <see cref="UsageMeasure"/>.</summary>
[InlineArray(Measures)]
public struct Usage : IEquatable<Usage>
{
    public const int Measures = 7;

    private Gauge first;

    public Gauge this[UsageMeasure measure]
    {
        readonly get => this[(int)measure];
        set => this[(int)measure] = value;
    }

    public readonly bool IsEmpty
    {
        get
        {
            for (var measure = 0; measure < Measures; measure++)
            {
                if (this[measure].Seconds > 0)
                    return false;
            }
            return true;
        }
    }

    public static bool operator ==(Usage one, Usage other) => one.Equals(other);

    public static bool operator !=(Usage one, Usage other) => !one.Equals(other);

    public readonly bool Equals(Usage other) => ((ReadOnlySpan<Gauge>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is Usage other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(this[UsageMeasure.Cpu], this[UsageMeasure.Memory]);

    /// <summary>The same thing at another time.</summary>
    public readonly Usage And(in Usage later)
    {
        var sum = this;
        for (var measure = 0; measure < Measures; measure++)
            sum[measure] = sum[measure].And(later[measure]);
        return sum;
    }

    /// <summary>Another instance at the same time.</summary>
    public readonly Usage Beside(in Usage other)
    {
        var sum = this;
        for (var measure = 0; measure < Measures; measure++)
            sum[measure] = sum[measure].Beside(other[measure]);
        return sum;
    }
}
