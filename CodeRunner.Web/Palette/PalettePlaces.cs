using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Search;

namespace CodeRunner.Web.Palette;

/// <summary>Where the palette leads from everywhere, and from some pages.</summary>
public static class PalettePlaces
{
    public static IReadOnlyList<PaletteCommand> For(bool isOperator)
    {
        List<PaletteCommand> places =
        [
            PaletteCommand.To("Home", "/", "overview dashboard"), PaletteCommand.To("Projects", "/projects", "teams"), PaletteCommand.To("New deployment", "/new", "deploy create app"),
            PaletteCommand.To("Account", "/account", "me profile password sign-ins sessions"),
        ];
        if (isOperator)
            places.AddRange([PaletteCommand.To("System", "/system", "nodes health queues"), PaletteCommand.To("Accounts", "/system/accounts", "users people sessions close"), PaletteCommand.To("Limits", "/system/limits", "quota"), PaletteCommand.To("Platform’s audit log", "/system/audit", "sign-ins"), PaletteCommand.To("Components", "/system/components", "design system look tokens")]);
        return places;
    }

    public static PaletteCommand Of(FoundItem item) => item.Kind == FoundKind.Project
        ? PaletteCommand.To(item.Name, $"/projects/{item.Id}", hint: "project")
        : PaletteCommand.To(item.Name, $"/deployments/{item.Id}", hint: $"{item.ProjectName} · {item.Environment.ToString()!.ToLowerInvariant()} · {item.State.ToString()!.ToLowerInvariant()}");

    public static IReadOnlyList<PaletteCommand> Of(ProjectResponse project)
    {
        var here = $"/projects/{project.Id}";
        List<PaletteCommand> places = [PaletteCommand.To("Configuration", $"{here}/configuration", "variables secrets environment"), PaletteCommand.To("Cost", $"{here}/cost", "budget price"), PaletteCommand.To("Members", $"{here}/members", "people invite roles"), PaletteCommand.To("Templates", $"{here}/templates")];
        if (project.Role >= ProjectRole.Developer)
            places.Insert(0, PaletteCommand.To("New deployment here", $"/new?project={project.Id}", "deploy create app"));
        if (project.Role >= ProjectRole.Maintainer)
            places.AddRange([PaletteCommand.To("Webhooks", $"{here}/webhooks"), PaletteCommand.To("API tokens", $"{here}/tokens", "keys machines")]);
        if (project.Role == ProjectRole.Owner)
            places.Add(PaletteCommand.To("Audit log", $"{here}/audit", "history who"));
        return places;
    }
}
