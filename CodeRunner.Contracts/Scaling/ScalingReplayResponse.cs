namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// What the deployment's present policies and the proposed ones would have made of a load of so many <see cref="Requests"/>; at <see cref="Capacity"/> requests/s an instance, which
/// <see cref="CapacityFrom"/> says where it is from. <see cref="Points"/>: at most 289, of equal length.
/// </summary>
public sealed record ScalingReplayResponse(
    ScalingReplayScore Current,
    ScalingReplayScore Proposed,
    DateTimeOffset? From,
    DateTimeOffset? To,
    long Requests,
    double Capacity,
    CapacitySource CapacityFrom,
    int StartupSeconds,
    string Currency,
    IReadOnlyList<ScalingReplayPoint> Points);
