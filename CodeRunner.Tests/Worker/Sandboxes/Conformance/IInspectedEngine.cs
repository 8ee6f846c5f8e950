namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>What an engine can be caught at: what it keeps on its disk, what it says of a sandbox, and what it has left.</summary>
internal interface IInspectedEngine
{
    /// <summary>Everything that it keeps on its disk.</summary>
    IEnumerable<string> Files();

    /// <summary>All that it says of a sandbox to whoever asks.</summary>
    Task<string> InspectAsync(Guid sandbox);

    /// <summary>Names of all it has.</summary>
    Task<IReadOnlyList<string>> NamesAsync();
}
