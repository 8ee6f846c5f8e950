using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using CodeRunner.LocalAspire.Dashboard;
using CodeRunner.LocalAspire.Hosting;
using CodeRunner.LocalAspire.Parameters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Builds an application whose resources are local processes.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder, ILocalBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationOptions _options;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        _options = options;
        AppHostAssembly = AppHostLocation.FindAssembly(options);
        AppHostDirectory = AppHostLocation.FindDirectory(options, AppHostAssembly);
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = options.Args,
            ContentRootPath = AppHostDirectory,
            ApplicationName = AppHostAssembly?.GetName().Name,
        });
        RefusePublishing();
        Directories = LocalDirectories.From(Configuration, AppHostDirectory);
        GeneratedSecrets = GeneratedSecrets.Open(Directories.Data);
        // The lowest precedence: what was generated once serves until someone configures another value.
        Configuration.Sources.Insert(0, GeneratedSecrets.AsConfiguration());
        AddServices();
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal LocalDirectories Directories { get; }

    internal GeneratedSecrets GeneratedSecrets { get; }

    GeneratedSecrets ILocalBuilder.GeneratedSecrets => GeneratedSecrets;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        AppHostInterception.Current?.BeforeBuild(this);
        var application = new DistributedApplication(_host.Build());
        ExecutionContext.Use(application.Services);
        return application;
    }

    private void RefusePublishing()
    {
        if (string.Equals(Configuration["operation"], "publish", StringComparison.OrdinalIgnoreCase)
            || Configuration["publisher"] is not null)
        {
            throw new DistributedApplicationException(
                "Local processes cannot be published. Build with -p:AspirePackages=true to publish with Aspire's own packages.");
        }
    }

    private void AddServices()
    {
        var dashboard = DashboardOptions.From(Configuration, _options.DisableDashboard);
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(90));
        Services.Configure<ResourceNotificationServiceOptions>(options => options.DefaultWaitBehavior = _options.DisableDashboard
            ? WaitBehavior.StopOnResourceUnavailable
            : WaitBehavior.WaitOnResourceUnavailable);
        // A background service of the AppHost that fails is a bug to log, no reason to end the cloud.
        Services.Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        Services.AddSingleton(Directories).AddSingleton(dashboard).AddSingleton(Eventing).AddSingleton(ExecutionContext);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton(provider => new ResourceNotificationService(
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<ResourceNotificationServiceOptions>>()));
        Services.AddSingleton<RunnerServices>().AddSingleton<LocalOrchestrator>().AddSingleton<SecretMask>();
        Services.AddSingleton(provider => new ResourceCommandService(provider.GetRequiredService<LocalOrchestrator>()));
        Services.AddHealthChecks();
        // Checks are run by the resource they belong to, not all together.
        Services.Configure<HealthCheckPublisherOptions>(options => options.Predicate = _ => false);
        Services.AddHttpClient();
        if (dashboard.Enabled) Services.AddHostedService<DashboardServer>();
        Services.AddHostedService(provider => provider.GetRequiredService<LocalOrchestrator>());
    }
}
