namespace CodeRunner.Api.Projects;

internal static class ProjectsExtensions
{
    public static WebApplicationBuilder AddProjects(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Visibility>();
        builder.Services.AddScoped<ProjectCommands>();
        builder.Services.AddScoped<MemberCommands>();
        return builder;
    }
}
