using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Core.Alerts.Deciding;

/// <summary><see cref="Crashes"/>: without a long healthy run between them.</summary>
public sealed record ObservedInstance(bool IsOfServing, InstanceState State, DateTimeOffset StateSince, int Crashes);
