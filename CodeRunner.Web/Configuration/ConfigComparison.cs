using CodeRunner.Contracts.Configuration;

namespace CodeRunner.Web.Configuration;

/// <summary>All keys of a project's environments side by side. What is shared lies beneath each. Environments that the person may not see have no cells.</summary>
public sealed record ConfigComparison(IReadOnlyList<EnvironmentName> Environments, IReadOnlyList<ConfigComparison.Row> Rows)
{
    public static ConfigComparison Of(IReadOnlyDictionary<EnvironmentName, ConfigResponse> environments, ConfigResponse? shared)
    {
        var beneath = shared is null ? [] : ConfigRow.Of(shared).ToDictionary(row => row.Key, StringComparer.Ordinal);
        var own = environments.ToDictionary(each => each.Key, each => ConfigRow.Of(each.Value).ToDictionary(row => row.Key, StringComparer.Ordinal));
        var names = own.Keys.Order().ToList();
        var keys = own.Values.SelectMany(rows => rows.Keys).Union(beneath.Keys).Order(StringComparer.Ordinal);
        return new ConfigComparison(names, [.. keys.Select(key => new Row(key, names.ToDictionary(name => name, name => Find(key, own[name], beneath))))]);
    }

    private static Cell Find(string key, Dictionary<string, ConfigRow> own, Dictionary<string, ConfigRow> beneath) =>
        own.TryGetValue(key, out var row) ? new Cell(row, false) : new Cell(beneath.GetValueOrDefault(key), beneath.ContainsKey(key));

    /// <summary>What an environment has for a key: null for nothing.</summary>
    public sealed record Cell(ConfigRow? Has, bool Shared);

    public sealed record Row(string Key, IReadOnlyDictionary<EnvironmentName, Cell> Cells)
    {
        public IEnumerable<EnvironmentName> Missing => Cells.Where(cell => cell.Value.Has is null).Select(cell => cell.Key).Order();

        /// <summary>Whether it is missing somewhere, a secret only in some, or has several values; of secrets nobody is told whether they are the same.</summary>
        public bool Differs => Missing.Any()
            || Cells.Values.Select(cell => cell.Has!.Secret).Distinct().Count() > 1
            || Cells.Values.Where(cell => !cell.Has!.Secret).Select(cell => cell.Has!.Value).Distinct().Count() > 1;
    }
}
