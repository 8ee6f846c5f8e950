using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace CodeRunner.Web.Language;

/// <summary>Which language a page is in: what the browser prefers, of those that there are. Numbers and times are the same in all of them.</summary>
public static class Languages
{
    private const string English = "en";

    /// <summary>With Language:Pseudo all pages are in the <see cref="Pseudo"/> language.</summary>
    public static WebApplicationBuilder AddLanguages(this WebApplicationBuilder builder)
    {
        IReadOnlyList<CultureInfo> languages = builder.Configuration.GetValue<bool>("Language:Pseudo")
            ? [Pseudo.Culture]
            : [.. Translated().Prepend(English).Select(CultureInfo.GetCultureInfo)];
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(CultureInfo.InvariantCulture, languages[0]);
            options.SupportedCultures = null;
            options.SupportedUICultures = [.. languages];
            options.RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()];
        });
        return builder;
    }

    public static WebApplication UseLanguages(this WebApplication app)
    {
        app.UseRequestLocalization();
        return app;
    }

    internal static bool IsEnglish(CultureInfo language) => language.Name is "" or English;

    /// <summary>Each language has a folder with its resources beside the program.</summary>
    private static IEnumerable<string> Translated() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "CodeRunner.Web.resources.dll", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => Path.GetFileName(Path.GetDirectoryName(file))!).Order(StringComparer.Ordinal);
}
