using CodeRunner.Core.Configuration;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Configuration;

/// <summary>For what a configuration is read: it is written down with it. <paramref name="Action"/> is secret.inject, or secret.mask for a build, which gets none of it.</summary>
public sealed record ConfigurationUse(Ownership Ownership, Guid ProjectId, int Release, ConfigPins Pins, string Action);
