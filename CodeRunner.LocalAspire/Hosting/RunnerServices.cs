using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using CodeRunner.LocalAspire.Parameters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>What every runner needs.</summary>
internal sealed class RunnerServices(
    IServiceProvider provider,
    IConfiguration configuration,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    IDistributedApplicationEventing eventing,
    DistributedApplicationExecutionContext executionContext,
    HealthCheckService healthChecks,
    SecretMask mask,
    LocalDirectories directories,
    ILoggerFactory loggerFactory)
{
    public IServiceProvider Provider { get; } = provider;

    public IConfiguration Configuration { get; } = configuration;

    public ResourceNotificationService Notifications { get; } = notifications;

    public ResourceLoggerService Logs { get; } = logs;

    public IDistributedApplicationEventing Eventing { get; } = eventing;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    public HealthCheckService HealthChecks { get; } = healthChecks;

    public SecretMask Mask { get; } = mask;

    public LocalDirectories Directories { get; } = directories;

    public ILogger Logger { get; } = loggerFactory.CreateLogger("Aspire.Hosting.DistributedApplication");
}
