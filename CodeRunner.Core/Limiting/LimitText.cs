using System.Globalization;

namespace CodeRunner.Core.Limiting;

/// <summary>Limits in plain words. A user's numbers are about other projects too, so they are told to that user alone.</summary>
public static class LimitText
{
    /// <summary>Why a command is refused, and what to do. <paramref name="who"/> the project counts against; null where that is who asks.</summary>
    public static string Refusal(LimitFault fault, string? who) => fault.Holder switch
    {
        LimitHolder.Project => $"The project's limit of {Amount(fault, fault.Limit)} leaves no room: {Numbers(fault)}. Stop or scale down something in the project, or ask the platform's operator for more.",
        _ when who is null => $"Your limit of {Amount(fault, fault.Limit)} for all your projects leaves no room: {Numbers(fault)}. Stop or scale down something in your projects, or ask the platform's operator for more.",
        _ => $"The project counts against {who}, whose limit of {Noun(fault.Resource)} leaves no room. Stop or scale down something in the project, or ask {who}.",
    };

    /// <summary>Why a count stays below what was wanted.</summary>
    public static string Clamped(LimitFault fault, int wanted, int count) => fault.Holder == LimitHolder.Project
        ? $"Wanted {wanted}; the project's limit of {Amount(fault, fault.Limit)} leaves {count}."
        : $"Wanted {wanted}; the {Noun(fault.Resource)} that its owner may have leave {count}.";

    /// <summary>Why nothing wakes; members of the project may read it.</summary>
    public static string Asleep(LimitFault fault) => fault.Holder == LimitHolder.Project
        ? $"A request came while it slept, and the project's limit of {Amount(fault, fault.Limit)} leaves no room for an instance."
        : $"A request came while it slept, and the {Noun(fault.Resource)} that the project's owner may have leave no room for an instance.";

    private static string Numbers(LimitFault fault) =>
        $"{Amount(fault, fault.Used)} {(fault is { Resource: LimitedResource.Instances, Used: 1 } ? "is" : "are")} reserved, and this would make it {Number(fault.Wanted)}";

    private static string Amount(LimitFault fault, decimal amount) => (fault.Resource, amount) switch
    {
        (LimitedResource.Instances, 1) => "1 instance",
        (LimitedResource.Instances, _) => $"{Number(amount)} instances",
        (LimitedResource.Cpus, 1) => "1 CPU",
        (LimitedResource.Cpus, _) => $"{Number(amount)} CPUs",
        _ => $"{Number(amount)} MB of memory",
    };

    private static string Noun(LimitedResource resource) => resource switch
    {
        LimitedResource.Instances => "instances",
        LimitedResource.Cpus => "CPUs",
        _ => "MB of memory",
    };

    private static string Number(decimal amount) => amount.ToString("0.###", CultureInfo.InvariantCulture);
}
