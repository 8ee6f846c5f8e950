namespace CodeRunner.Core.Scaling.Replay;

/// <summary>Says each second how many instances there should be.</summary>
public interface IAutoscaler
{
    /// <summary>How many from now on; the second's <see cref="LoadSecond.Desired"/> for no change.</summary>
    int Decide(in LoadSecond second);
}
