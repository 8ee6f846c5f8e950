using CodeRunner.ServiceDefaults;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sources;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddData().AddNodes().AddSandboxes().AddSources().AddIngress().AddLogs().AddBuilds().AddDeployments();

var app = builder.Build();
app.MapHealth();
app.Run();
