using CodeRunner.Worker.Sources.Archives;
using CodeRunner.Worker.Sources.Git;

namespace CodeRunner.Worker.Sources;

public static class SourcesExtensions
{
    /// <summary>Fetching of sources, with the bounds of section "Sources".</summary>
    public static IHostApplicationBuilder AddSources(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SourcesOptions>().BindConfiguration(SourcesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ArchiveUnpacker>().AddSingleton<GitSource>().AddSingleton<SourceFetcher>();
        return builder;
    }
}
