using CodeRunner.Api.Access;
using CodeRunner.Api.Access.Accounts;
using CodeRunner.Api.Alerts;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Audit.Checkpoints;
using CodeRunner.Api.Configuration;
using CodeRunner.Api.Configuration.Rotation;
using CodeRunner.Api.Costs;
using CodeRunner.Api.Deployments;
using CodeRunner.Api.Deployments.Hosts;
using CodeRunner.Api.Idempotency;
using CodeRunner.Api.Limiting;
using CodeRunner.Api.Live;
using CodeRunner.Api.LoadTests;
using CodeRunner.Api.Logs;
using CodeRunner.Api.Metrics;
using CodeRunner.Api.Nodes;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Optimization;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Api.Releases;
using CodeRunner.Api.Scaling;
using CodeRunner.Api.Schema;
using CodeRunner.Api.Search;
using CodeRunner.Api.Templates;
using CodeRunner.Api.Tokens;
using CodeRunner.Api.Webhooks;
using CodeRunner.Core;
using CodeRunner.Core.Vault;
using CodeRunner.ServiceDefaults;

if (await HealthCommand.RunAsync(args) is { } status)
    return status;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
// Commands are transactions with locks, which a retrying context refuses; an outage is answered with 503 and clients try again.
builder.AddNpgsqlDbContext<CodeRunnerDb>("db", settings => settings.DisableRetry = true, options => options.SetUpPool());
builder.AddRedisClient("redis");
builder.DegradesWithout("redis");
builder.AddSchemaCheck();
builder.AddVault().AddAccess().AddPasswords().AddTokens().AddAudit().AddProjects().AddSearch().AddConfiguration().AddRotation().AddDeployments().AddLimits().AddAlerts().AddScaling().AddCosts().AddOptimization().AddLoadTests().AddWebhooks().AddReleases().AddLogs().AddTemplates().AddNodes().AddLive().AddIdempotency().AddProblems().AddApiDescription();

var app = builder.Build();
if (args is ["migrate"])
    return await app.MigrateAsync();
if (args is ["audit", "verify", .. var names])
    return await app.VerifyAuditAsync(names);
if (await app.MigrateAtStartAsync() is not 0 and var failure)
    return failure;

app.UseProblems();
app.UseAccess();
app.UseAnnouncements();
app.UseSourceLimits();
app.UseAnnouncedSize();
app.UseKnownEncodings();
app.UseIdempotency();

app.MapHealth();
app.MapApiDescription();
app.MapGroup("/api").RequireAuthorization().AddEndpointFilter<DenialFilter>().DescribeSharedErrors().MapAccess().MapPasswords().MapSecondFactor().MapAccounts().MapProjects().MapSearch().MapMembers().MapTokens().MapAudit().MapPlatformAudit().MapConfiguration().MapRotation().MapDeployments().MapControls().MapHosts().MapReleases().MapLogs().MapMetrics().MapAlertRules().MapAlerts().MapScaling().MapCosts().MapLimits().MapOptimization().MapLoadTests().MapWebhooks().MapTemplates().MapNodes().MapMachines();
app.MapLive();
await app.RunAsync();
return 0;
