namespace CodeRunner.LocalAspire.Hosting;

/// <summary>The words for how resources have to do with each other.</summary>
internal static class RelationshipTypes
{
    public const string Reference = "Reference";
    public const string Parent = "Parent";
    public const string WaitFor = "WaitFor";
}
