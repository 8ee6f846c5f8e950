using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Configuration;

/// <summary>Configurations as clients see them: secrets without values, and for who may see names only, nothing else either.</summary>
internal sealed class ConfigViews(CodeRunnerDb db)
{
    public async Task<ConfigResponse> ShowAsync(ConfigState state, ConfigRights may, CancellationToken cancellationToken)
    {
        var author = state.Made?.CreatedBy is { } id ? await db.Users.Where(user => user.Id == id).Select(user => user.Email).SingleOrDefaultAsync(cancellationToken) : null;
        return new ConfigResponse(
            state.Number,
            [.. state.Contents.Where(each => !each.Value.IsSecret).Select(each => new ConfigVariable(each.Entry.Key, may.See ? each.Value.Text : null, each.Entry.Description))],
            [.. state.Contents.Where(each => each.Value.IsSecret).Select(each => new ConfigSecret(each.Entry.Key, each.Entry.Description, each.Value.Bytes >= ConfigSecret.LeastMaskedBytes))],
            state.Made?.CreatedAt,
            author,
            may);
    }

    public static ConfigDiff Show(ConfigState before, ConfigState after, ConfigRights may)
    {
        var items = ConfigDifference.Of(before.Contents, after.Contents).Select(change => Show(change, may)).ToList();
        return Show(items, after.Number);
    }

    /// <summary>What a plan would change, compared with what is.</summary>
    public static ConfigDiff Show(ConfigState before, ConfigPlan plan, ConfigRights may)
    {
        var after = plan.Variables.ToDictionary(variable => variable.Key);
        return Show(
            [
                .. plan.Added.Select(key => Item(key, ConfigDiffKind.Added, null, after[key])),
                .. plan.Changed.Select(key => Item(key, ConfigDiffKind.Changed, before.Find(key), after[key])),
                .. plan.Removed.Select(key => Item(key, ConfigDiffKind.Removed, before.Find(key), null)),
            ],
            before.Number);

        ConfigDiffItem Item(string key, ConfigDiffKind kind, ConfigContent? old, WantedVariable? wanted)
        {
            var encrypted = old?.Value.IsSecret == true || wanted?.Encrypted == true;
            var hidden = encrypted || !may.See;
            return new ConfigDiffItem(key, kind, encrypted, hidden ? null : old?.Value.Text, hidden ? null : wanted?.Text ?? wanted?.Kept?.Value.Text);
        }
    }

    private static ConfigDiffItem Show(ConfigChange change, ConfigRights may)
    {
        var encrypted = change.Before?.Value.IsSecret == true || change.After?.Value.IsSecret == true;
        var kind = change.Before is null ? ConfigDiffKind.Added : change.After is null ? ConfigDiffKind.Removed : ConfigDiffKind.Changed;
        var hidden = encrypted || !may.See;
        return new ConfigDiffItem(change.Key, kind, encrypted, hidden ? null : change.Before?.Value.Text, hidden ? null : change.After?.Value.Text);
    }

    private static ConfigDiff Show(IReadOnlyList<ConfigDiffItem> items, int version)
    {
        List<string> Keys(ConfigDiffKind kind) => [.. items.Where(item => item.Kind == kind).Select(item => item.Key)];
        return new ConfigDiff(
            Keys(ConfigDiffKind.Added), Keys(ConfigDiffKind.Changed), Keys(ConfigDiffKind.Removed), [.. items.OrderBy(item => item.Key, StringComparer.Ordinal)], version);
    }
}
