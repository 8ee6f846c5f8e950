namespace Aspire.Hosting;

/// <summary>What the AppHost was started for. The local packages only run.</summary>
public enum DistributedApplicationOperation
{
    Run,
    Publish,
}
