namespace CodeRunner.Core.Scaling.Replay;

/// <summary>What the ingress saw of a deployment in one second.</summary>
/// <param name="Second">Counted from the beginning.</param>
/// <param name="Arrived">Requests that came.</param>
/// <param name="Served">Requests that instances took up.</param>
/// <param name="Waiting">Requests that none has taken up at the end of the second.</param>
/// <param name="Ready">Instances that serve.</param>
/// <param name="Desired">Instances that there should be: those that serve, and those that start.</param>
public readonly record struct LoadSecond(int Second, int Arrived, int Served, long Waiting, int Ready, int Desired);
