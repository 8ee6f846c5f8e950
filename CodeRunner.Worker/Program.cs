using CodeRunner.ServiceDefaults;
using CodeRunner.Worker.Alerts;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.LoadTests;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Metrics;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Optimization;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Scaling;
using CodeRunner.Worker.Sources;

if (await HealthCommand.RunAsync(args) is { } status)
    return status;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
// Ends in the opposite order: first what is owned is given away, then the ingress finishes its requests, and the Worker's lease goes last.
builder.AddData().AddNodes().AddDeployments().AddAlerts().AddScaling().AddOptimization().AddLoadTests().AddSandboxes().AddSources().AddIngress().AddLogs().AddMetrics().AddBuilds().AddGracefulEnd();

var app = builder.Build();
app.MapHealth();
app.MapKnownHosts();
await app.RunAsync();
return 0;
