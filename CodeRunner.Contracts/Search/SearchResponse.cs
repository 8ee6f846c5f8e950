namespace CodeRunner.Contracts.Search;

/// <summary>The best first: names that begin with what was asked for, then those that have it in them; of equal ones the newest.</summary>
public sealed record SearchResponse(IReadOnlyList<FoundItem> Items);
