using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CodeRunner.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs by OpenTelemetry: to a collector where `OTEL_EXPORTER_OTLP_ENDPOINT` names one, and metrics to Prometheus at the management port.</summary>
internal static class TelemetryExtensions
{
    /// <summary>What lasts as long as a page is open is no request that took hours.</summary>
    private static readonly PathString[] LongLived = ["/_blazor", "/hubs"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.AddLogs();
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => Describe(resource, builder)).WithMetrics(AddMetrics).WithTracing(tracing => tracing
            .SetSampler(new ParentBasedSampler(new RootSampler(Share(builder.Configuration))))
            .AddSource("CodeRunner.*", "Microsoft.AspNetCore.Components", "Yarp.ReverseProxy")
            .AddAspNetCoreInstrumentation(options => options.Filter = context => IsTraced(context.Request.Path))
            .AddHttpClientInstrumentation());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.UseOtlpExporter();
    }

    /// <summary>Each line says the trace that it belongs to: on the console as a scope, and to a collector as a field of its own.</summary>
    private static void AddLogs(this IHostApplicationBuilder builder)
    {
        builder.Configuration.AddLogLevelDefaults();
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        // Without a name the console takes its settings from options of old, which know no scopes.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName ??= ConsoleFormatterNames.Simple);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(options => options.IncludeScopes = true);
        builder.Services.Configure<JsonConsoleFormatterOptions>(options => options.IncludeScopes = true);
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = logging.IncludeScopes = true);
    }

    // Not the instrumentation of HTTP clients as a whole: it also counts look-ups of names, one series for each name that anybody asks for.
    private static void AddMetrics(MeterProviderBuilder metrics) => metrics
        .AddAspNetCoreInstrumentation()
        .AddRuntimeInstrumentation()
        .AddMeter("CodeRunner.*", "System.Net.Http")
        .AddView(MetricViews.Of)
        .AddPrometheusExporter();

    private static bool IsTraced(PathString path) =>
        !HealthEndpoints.IsHealthPath(path) && !Array.Exists(LongLived, each => path.StartsWithSegments(each, StringComparison.OrdinalIgnoreCase));

    private static void Describe(ResourceBuilder resource, IHostApplicationBuilder builder)
    {
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        resource.AddAttributes([new("service.version", version)]);
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_SERVICE_NAME"]))
            resource.AddService(builder.Environment.ApplicationName, serviceVersion: version);
    }

    /// <summary>OpenTelemetry's own setting for how many of the traces that begin here are kept, 0 to 1.</summary>
    private static TraceIdRatioBasedSampler Share(IConfiguration configuration)
    {
        const string key = "OTEL_TRACES_SAMPLER_ARG";
        var text = configuration[key];
        if (string.IsNullOrWhiteSpace(text))
            return new TraceIdRatioBasedSampler(1);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? new TraceIdRatioBasedSampler(share)
            : throw new InvalidOperationException($"{key} must be a number from 0 to 1; it is \"{text}\".");
    }
}
