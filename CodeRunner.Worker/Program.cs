using CodeRunner.ServiceDefaults;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddData().AddNodes().AddIngress().AddLogs().AddDeployments();

var app = builder.Build();
app.MapHealth();
app.Run();
