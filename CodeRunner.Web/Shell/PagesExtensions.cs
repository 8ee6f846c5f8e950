using CodeRunner.Web.Configuration;
using CodeRunner.Web.Palette;
using CodeRunner.Web.Security;
using MudBlazor;
using MudBlazor.Services;

namespace CodeRunner.Web.Shell;

/// <summary>The Blazor pages: interactive on the server, but for sign-in and registration, which are plain forms.</summary>
public static class PagesExtensions
{
    /// <summary>The framework's own setting: files that differ from those of the build, by a fraction of a second of their age too, are read anew and sent as large as they are.</summary>
    private const string ReadsFilesAnew = "ReloadStaticAssetsAtRuntime";

    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Configuration[ReadsFilesAnew] ??= "false";
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitMaxRetained = 200;
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            circuit.PersistedCircuitInMemoryMaxRetained = 0; // a page whose circuit is gone is loaded again, with what was typed: one way back
        }).AddHubOptions(circuit => circuit.MaximumReceiveMessageSize = ConfigBounds.MostMessage);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<PaletteOffers>();
        builder.Services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.TopCenter;
            options.SnackbarConfiguration.MaxDisplayedSnackbars = 1;
            options.SnackbarConfiguration.VisibleStateDuration = 3000;
            options.SnackbarConfiguration.MaximumOpacity = 100;
            options.SnackbarConfiguration.ShowTransitionDuration = 120;
            options.SnackbarConfiguration.HideTransitionDuration = 200;
            options.SnackbarConfiguration.SnackbarVariant = Variant.Outlined;
        });
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = HostCookies.Antiforgery;
            options.Cookie.Path = "/";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        return builder;
    }

    public static WebApplication UseErrorPages(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
            app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        return app;
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>()
            // our own policy says it already, and on every answer
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
