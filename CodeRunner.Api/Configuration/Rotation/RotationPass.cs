namespace CodeRunner.Api.Configuration.Rotation;

/// <summary>How many secrets were sealed anew, how many could not be read, and the id of the last one that was looked at.</summary>
internal sealed record RotationPass(int Done, int Unreadable, Guid Last);
