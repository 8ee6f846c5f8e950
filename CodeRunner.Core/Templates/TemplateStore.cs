using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Templates;

/// <summary>Templates of variables by their ids, wherever they come from: with the platform, or from a project's own.</summary>
public static class TemplateStore
{
    /// <summary>The project's own with their newest versions.</summary>
    public static IQueryable<StoredTemplate> NewestTemplatesOf(this CodeRunnerDb db, Guid projectId) =>
        from template in db.VariableTemplates.AsNoTracking()
        from version in db.VariableTemplateVersions.AsNoTracking()
        where template.ProjectId == projectId && version.TemplateId == template.Id && version.Number == template.Version
        select new StoredTemplate { Template = template, Version = version };

    /// <summary>One version, or without a number the newest. Null when the platform and the project have no such.</summary>
    public static async Task<TemplateResponse?> FindTemplateAsync(this CodeRunnerDb db, Guid projectId, string id, int? number, CancellationToken cancellationToken)
    {
        if (BuiltInTemplates.Find(id) is { } builtIn)
            return number is null || number == builtIn.Version ? builtIn : null;
        if (!Guid.TryParse(id, out var own))
            return null;
        var found = await (
            from template in db.VariableTemplates.AsNoTracking()
            from version in db.VariableTemplateVersions.AsNoTracking()
            where template.Id == own && template.ProjectId == projectId && version.TemplateId == own && version.Number == (number ?? template.Version)
            select new StoredTemplate { Template = template, Version = version }).SingleOrDefaultAsync(cancellationToken);
        return found?.Show();
    }

    /// <summary>The keys of the templates that a deployment needs, in their newest versions. One that is gone asks for nothing.</summary>
    public static async Task<IReadOnlyList<NeededKey>> NeededKeysAsync(this CodeRunnerDb db, Deployment deployment, CancellationToken cancellationToken)
    {
        var ids = Own(deployment.VariableTemplates);
        var stored = ids.Length == 0
            ? []
            : await db.NewestTemplatesOf(deployment.ProjectId).Where(each => ids.Contains(each.Template.Id)).ToListAsync(cancellationToken);
        var own = stored.Select(each => each.Show()).ToDictionary(each => each.Id, StringComparer.Ordinal);
        var templates = deployment.VariableTemplates.Select(id => BuiltInTemplates.Find(id) ?? own.GetValueOrDefault(id)).OfType<TemplateResponse>();
        return [.. templates.SelectMany(template => template.Keys.Select(key => new NeededKey(template.Name, key)))];
    }

    /// <summary>The first of the ids that neither the platform nor the project has; null for none.</summary>
    public static async Task<string?> FindUnknownTemplateAsync(this CodeRunnerDb db, Guid projectId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var asked = Own(ids);
        var own = asked.Length == 0
            ? []
            : await db.VariableTemplates.Where(template => template.ProjectId == projectId && asked.Contains(template.Id)).Select(template => template.Id).ToListAsync(cancellationToken);
        return ids.FirstOrDefault(id => BuiltInTemplates.Find(id) is null && !(OwnId(id) is { } guid && own.Contains(guid)));
    }

    private static Guid[] Own(IEnumerable<string> ids) => [.. ids.Select(OwnId).OfType<Guid>()];

    /// <summary>Only as it is written in answers: ids are compared as texts elsewhere.</summary>
    private static Guid? OwnId(string id) => Guid.TryParse(id, out var own) && own.ToString() == id ? own : null;
}
