namespace Azure.Provisioning.AppContainers;

/// <summary>Whether a visitor stays with one copy.</summary>
public enum StickySessionAffinity
{
    Sticky,
    None,
}
