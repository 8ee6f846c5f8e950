namespace CodeRunner.Worker.Ingress.Choosing;

/// <summary>What counts of a target at the moment of choice; <see cref="OutUntil"/> in milliseconds of the machine's clock.</summary>
internal readonly record struct TargetView(TargetHealth Health, int InFlight, long OutUntil);
