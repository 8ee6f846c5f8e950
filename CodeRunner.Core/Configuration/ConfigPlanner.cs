using System.Text;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Configuration;

/// <summary>Pure: from what is and what is wanted to what changes, or what is wrong.</summary>
public static class ConfigPlanner
{
    /// <param name="current">The configuration as it is.</param>
    /// <param name="wanted">All variables that it shall have.</param>
    /// <param name="weaker">What it overrides.</param>
    /// <param name="stronger">What may override it, in each of the environments where it has effect, in their order: one empty list when nothing does.</param>
    public static ConfigPlan Plan(
        ConfigState current, IReadOnlyList<WantedVariable> wanted, IEnumerable<ConfigItem> weaker, IReadOnlyList<IReadOnlyList<ConfigItem>> stronger)
    {
        // Before anything that takes longer with each one.
        if (wanted.Count > ConfigRules.MostKeys)
            return Refuse([new ConfigFault(-1, "", $"There can be at most {ConfigRules.MostKeys} variables.")]);
        var old = current.Contents.ToDictionary(content => content.Entry.Key, StringComparer.Ordinal);
        var faults = CheckEach(wanted, old);
        if (faults.Count > 0)
            return Refuse(faults);
        var kept = wanted.Select(variable => Settle(variable, old.GetValueOrDefault(variable.Key))).OrderBy(variable => variable.Key, StringComparer.Ordinal).ToList();
        var removed = old.Keys.Except(kept.Select(variable => variable.Key)).Order(StringComparer.Ordinal).ToList();
        faults = [.. CheckTogether(kept)];
        if (faults.Count == 0)
            faults = [.. CheckLayers(current, wanted, kept, removed, weaker, stronger)];
        return faults.Count > 0
            ? Refuse(faults)
            : new ConfigPlan(
                kept,
                [.. kept.Where(variable => !old.ContainsKey(variable.Key)).Select(variable => variable.Key)],
                [.. kept.Where(variable => old.TryGetValue(variable.Key, out var before) && Differs(variable, before)).Select(variable => variable.Key)],
                removed,
                []);
    }

    private static ConfigPlan Refuse(List<ConfigFault> faults) => new([], [], [], [], faults);

    /// <summary>A value that is the same as before is kept. Not so of secrets: whether a guess is right must not be told.</summary>
    private static WantedVariable Settle(WantedVariable wanted, ConfigContent? old) =>
        wanted.Text is null ? wanted with { Kept = wanted.Kept ?? old }
        : !wanted.Encrypted && old is { Value.IsSecret: false } && old.Value.Text == wanted.Text ? wanted with { Text = null, Kept = old }
        : wanted;

    private static bool Differs(WantedVariable wanted, ConfigContent before) =>
        wanted.Text is not null || !ConfigDifference.IsSame(before, wanted.Kept!.Value, wanted.Description);

    private static List<ConfigFault> CheckEach(IReadOnlyList<WantedVariable> wanted, Dictionary<string, ConfigContent> old)
    {
        var (faults, seen) = (new List<ConfigFault>(), new HashSet<string>(StringComparer.Ordinal));
        for (var index = 0; index < wanted.Count && faults.Count < 20; index++)
        {
            var variable = wanted[index];
            void Check(string part, string? text) => faults.AddRange(text is null ? [] : [new ConfigFault(index, part, text)]);
            Check("key", ConfigRules.CheckKey(variable.Key) ?? (seen.Add(variable.Key) ? null : $"{variable.Key} is there twice."));
            Check("encrypted", CheckStaysSecret(variable, old.GetValueOrDefault(variable.Key)));
            Check("value", variable.Text is { } text ? ConfigRules.CheckValue(text) : CheckKept(variable, variable.Kept ?? old.GetValueOrDefault(variable.Key)));
            Check("description", variable.Description?.Length > ConfigRules.MostDescriptionLength ? $"It must have at most {ConfigRules.MostDescriptionLength} characters." : null);
            Check("description", variable.Description?.Contains('\0') == true ? "A NUL character is in it." : null);
        }
        return faults;
    }

    /// <summary>A secret that becomes readable by a slip of the hand would be shown to everybody who may see values. Going back to a version from before it was one is no slip.</summary>
    private static string? CheckStaysSecret(WantedVariable wanted, ConfigContent? old) => wanted is { Encrypted: false, Kept: null } && old is { Value.IsSecret: true }
        ? $"{wanted.Key} is a secret and stays one: delete it first, then add it as a readable variable."
        : null;

    private static string? CheckKept(WantedVariable wanted, ConfigContent? kept) => (kept?.Value.IsSecret, wanted.Encrypted) switch
    {
        (null, _) => "It is needed.",
        (true, false) => "Give a value.",
        (false, true) => "Give a value: what was readable before is encrypted as a new value.",
        _ => null,
    };

    private static IEnumerable<ConfigFault> CheckTogether(List<WantedVariable> kept)
    {
        var bytes = kept.Sum(variable => (long)variable.Key.Length + (variable.Text is { } text ? Encoding.UTF8.GetByteCount(text) : variable.Kept!.Value.Bytes));
        if (bytes > ConfigRules.MostBytes)
            yield return new ConfigFault(-1, "", $"All keys and values together can have at most {ConfigRules.MostBytes >> 10} KiB.");
    }

    private static IEnumerable<ConfigFault> CheckLayers(
        ConfigState current,
        IReadOnlyList<WantedVariable> wanted,
        IReadOnlyList<WantedVariable> kept,
        IReadOnlyList<string> removed,
        IEnumerable<ConfigItem> weaker,
        IReadOnlyList<IReadOnlyList<ConfigItem>> stronger)
    {
        var own = kept.Select(variable => variable.Item).ToDictionary(item => item.Key, StringComparer.Ordinal);
        var below = weaker.ToList();
        foreach (var (above, environment) in stronger.Zip(current.Scope.Environments))
        {
            var merged = Layers.Merge(below, own.Values, above);
            // What is shared may be set before what it refers to is in each environment; an environment that lacks it makes no release (409, by name).
            var fault = Layers.CheckReferences(merged, key => current.Scope.Environment is not null && own.TryGetValue(key, out var item) && merged[key] == item)
                ?? Orphan(merged, removed.ToHashSet(StringComparer.Ordinal)) ?? Layers.Measure(merged);
            if (fault is not { } found)
                continue;
            var index = wanted.ToList().FindIndex(variable => variable.Key == found.Key);
            return [new ConfigFault(index, "value", index < 0 ? Name(found, environment) : found.Text)];
        }
        return [];
    }

    /// <summary>What lies in another configuration than the one that is changed says where.</summary>
    private static string Name((string Key, string Text) fault, EnvironmentName environment)
    {
        var where = environment.ToString().ToLowerInvariant();
        return fault.Key.Length == 0 || fault.Text.StartsWith($"{fault.Key} ", StringComparison.Ordinal) ? $"In {where}: {fault.Text}" : $"{fault.Key} in {where}: {fault.Text}";
    }

    /// <summary>What refers to a key that goes.</summary>
    private static (string Key, string Text)? Orphan(SortedDictionary<string, ConfigItem> merged, HashSet<string> removed)
    {
        foreach (var item in merged.Values.Where(item => !item.IsSecret))
        {
            if (References.Find(item.Text).FirstOrDefault(key => removed.Contains(key) && !merged.ContainsKey(key)) is { } gone)
                return (item.Key, $"{item.Key} refers to {gone}, which would be gone.");
        }
        return null;
    }
}
