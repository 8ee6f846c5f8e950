namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>
/// The demand that a share of the seconds does not exceed: of the last quarter of an hour, of some hours, of the day. Which of these tells best what comes is learned from
/// the deployment's own load: each is compared with what came some minutes after it was said, and the one that was wrong by the least is taken. A load that wanders is
/// told by its last minutes, one that jumps to and fro by its whole day.
/// </summary>
internal sealed class UsualDemand
{
    /// <summary>Seconds between two looks.</summary>
    public const int Every = 10;

    private static readonly double[] HalfLives = [900, 2700, 10_800, 43_200];

    private readonly double share;
    private readonly int delay;
    private readonly double forgets;
    private readonly Memory[] memories;
    private int looks;

    /// <param name="share">Of the seconds, 0 to 1.</param>
    /// <param name="delaySeconds">How long after it was said that a memory is compared with what came.</param>
    /// <param name="errorHalfLife">How long errors count, in seconds.</param>
    public UsualDemand(double share, int delaySeconds, double errorHalfLife)
    {
        (this.share, delay, forgets) = (share, delaySeconds / Every, Math.Pow(0.5, Every / errorHalfLife));
        memories = [.. HalfLives.Select(halfLife => new Memory(Math.Pow(2, Every / halfLife), delay))];
    }

    /// <summary>Requests/s; 0 before the first look.</summary>
    public double Value { get; private set; }

    /// <summary>For each <see cref="Every"/> seconds.</summary>
    public void Observe(double demand)
    {
        Memory? best = null;
        foreach (var memory in memories)
        {
            if (looks >= delay)
                memory.Judge(demand, share, forgets);
            memory.Learn(demand, share);
            best = best is null || memory.Error < best.Error ? memory : best;
        }
        looks++;
        Value = best!.Said;
    }

    /// <summary>A histogram with buckets that grow by 4 %, in which new demand weighs more than old.</summary>
    private sealed class Memory(double growth, int delay)
    {
        private const double Step = 1.04;
        private const int Buckets = 400;
        private const double TooHeavy = 1e12;

        private readonly double[] weights = new double[Buckets];
        private readonly double[] said = new double[Math.Max(1, delay)];
        private double weight = 1;
        private double total;

        public double Error { get; private set; }

        public double Said { get; private set; }

        /// <summary>The error of a percentile: what was missing costs <paramref name="share"/> of itself, what was too much the rest.</summary>
        public void Judge(double demand, double share, double forgets)
        {
            var missed = demand - said[0];
            Error = Error * forgets + (missed > 0 ? share * missed : (share - 1) * missed) * (1 - forgets);
        }

        public void Learn(double demand, double share)
        {
            weights[BucketOf(demand)] += weight;
            total += weight;
            weight *= growth;
            if (weight > TooHeavy)
                Lighten();
            Said = Percentile(share);
            Array.Copy(said, 1, said, 0, said.Length - 1);
            said[^1] = Said;
        }

        private double Percentile(double share)
        {
            var (sum, bucket) = (0.0, 0);
            for (; bucket < Buckets - 1; bucket++)
            {
                sum += weights[bucket];
                if (sum >= share * total)
                    break;
            }
            return Math.Pow(Step, bucket);
        }

        private void Lighten()
        {
            for (var bucket = 0; bucket < Buckets; bucket++)
                weights[bucket] /= weight;
            (total, weight) = (total / weight, 1);
        }

        private static int BucketOf(double demand) => demand <= 1 ? 0 : Math.Min(Buckets - 1, 1 + (int)(Math.Log(demand) / Math.Log(Step)));
    }
}
