using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Search;
using CodeRunner.Web.Look;

namespace CodeRunner.Web.Palette;

/// <summary>Where the palette leads from everywhere, and from some pages.</summary>
public static class PalettePlaces
{
    public static IReadOnlyList<PaletteCommand> For(bool isOperator)
    {
        List<PaletteCommand> places =
        [
            PaletteCommand.To(T("Home"), "/", T("overview dashboard")), PaletteCommand.To(T("Projects"), "/projects", T("teams")), PaletteCommand.To(T("New deployment"), "/new", T("deploy create app")),
            PaletteCommand.To(T("Account"), "/account", T("me profile password sign-ins sessions")),
        ];
        if (isOperator)
            places.AddRange([PaletteCommand.To(T("System"), "/system", T("nodes health queues")), PaletteCommand.To(T("Accounts"), "/system/accounts", T("users people sessions close")), PaletteCommand.To(T("Limits"), "/system/limits", T("quota")), PaletteCommand.To(T("Platform’s audit log"), "/system/audit", T("sign-ins")), PaletteCommand.To(T("Components"), "/system/components", T("design system look tokens"))]);
        return places;
    }

    public static PaletteCommand Of(FoundItem item) => item.Kind == FoundKind.Project
        ? PaletteCommand.To(item.Name, $"/projects/{item.Id}", hint: T("project"))
        : PaletteCommand.To(item.Name, $"/deployments/{item.Id}", hint: T("{0} · {1} · {2}", item.ProjectName, item.Environment.ToString()!.ToLowerInvariant(), StateLook.Of(item.State!.Value).Word));

    public static IReadOnlyList<PaletteCommand> Of(ProjectResponse project)
    {
        var here = $"/projects/{project.Id}";
        List<PaletteCommand> places = [PaletteCommand.To(T("Configuration"), $"{here}/configuration", T("variables secrets environment")), PaletteCommand.To(T("Cost"), $"{here}/cost", T("budget price")), PaletteCommand.To(T("Members"), $"{here}/members", T("people invite roles")), PaletteCommand.To(T("Templates"), $"{here}/templates")];
        if (project.Role >= ProjectRole.Developer)
            places.Insert(0, PaletteCommand.To(T("New deployment here"), $"/new?project={project.Id}", T("deploy create app")));
        if (project.Role >= ProjectRole.Maintainer)
            places.AddRange([PaletteCommand.To(T("Webhooks"), $"{here}/webhooks"), PaletteCommand.To(T("API tokens"), $"{here}/tokens", T("keys machines"))]);
        if (project.Role == ProjectRole.Owner)
            places.Add(PaletteCommand.To(T("Audit log"), $"{here}/audit", T("history who")));
        return places;
    }
}
