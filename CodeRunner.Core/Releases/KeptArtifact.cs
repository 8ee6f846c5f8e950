namespace CodeRunner.Core.Releases;

/// <summary>
/// An artifact that is kept, with what its releases say of it. <see cref="InUse"/>: one of them serves or is on its way. <see cref="ServedAt"/>: when one last began to
/// serve. <see cref="Newest"/>: the highest number among those that nobody cancelled, 0 where there is none.
/// </summary>
public sealed record KeptArtifact(Guid Id, Guid DeploymentId, long Bytes, bool InUse, DateTimeOffset? ServedAt, int Newest);
