using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Releases;

internal static class ReleasesExtensions
{
    private const int MultipartOverhead = 64 << 10;

    public static WebApplicationBuilder AddReleases(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SourcesOptions>().BindConfiguration(SourcesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ArchiveUpload>();
        builder.Services.AddSingleton<SourceIntake>();
        builder.Services.AddScoped<ReleaseCommands>();
        return builder;
    }

    /// <summary>
    /// Lets a source be larger than other requests. The server's own limit is twice the archive's, because a client that is cut off while it sends may not see why:
    /// what is a little too large is read to its end and refused in words.
    /// </summary>
    public static void UseSourceLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<IOptions<SourcesOptions>>();
        app.Use((context, next) =>
        {
            var accepts = context.GetEndpoint()?.Metadata.GetMetadata<AcceptsSource>() is not null;
            if (accepts && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = context.Request.HasFormContentType
                    ? (2 * limits.Value.MaxArchiveBytes) + MultipartOverhead
                    : limits.Value.MaxInlineBytes;
            }
            return next(context);
        });
    }
}
