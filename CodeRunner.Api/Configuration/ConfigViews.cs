using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Configuration;

/// <summary>Configurations as clients see them: secrets without values, and for who may see names only, variables without theirs; descriptions, and which secrets are masked, for all.</summary>
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

    public static ConfigDiff Show(ConfigState before, ConfigState after, ConfigRights may) =>
        Show([.. ConfigDifference.Of(before.Contents, after.Contents).Select(change => Show(change.Key, change.Before?.Item, change.After?.Item, may))], after.Number);

    /// <summary>What a plan would change, compared with what is.</summary>
    public static ConfigDiff Show(ConfigState before, ConfigPlan plan, ConfigRights may)
    {
        var after = plan.Variables.ToDictionary(variable => variable.Key);
        var keys = plan.Added.Concat(plan.Changed).Concat(plan.Removed);
        return Show([.. keys.Select(key => Show(key, before.Find(key)?.Item, after.GetValueOrDefault(key)?.Item, may))], before.Number);
    }

    private static ConfigDiffItem Show(string key, ConfigItem? before, ConfigItem? after, ConfigRights may)
    {
        var encrypted = before?.IsSecret == true || after?.IsSecret == true;
        var kind = before is null ? ConfigDiffKind.Added : after is null ? ConfigDiffKind.Removed : ConfigDiffKind.Changed;
        var hidden = encrypted || !may.See;
        return new ConfigDiffItem(key, kind, encrypted, hidden ? null : before?.Text, hidden ? null : after?.Text);
    }

    private static ConfigDiff Show(IReadOnlyList<ConfigDiffItem> items, int version)
    {
        List<string> Keys(ConfigDiffKind kind) => [.. items.Where(item => item.Kind == kind).Select(item => item.Key)];
        return new ConfigDiff(
            Keys(ConfigDiffKind.Added), Keys(ConfigDiffKind.Changed), Keys(ConfigDiffKind.Removed), [.. items.OrderBy(item => item.Key, StringComparer.Ordinal)], version);
    }
}
