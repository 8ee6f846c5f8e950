using CodeRunner.AppHost;
using CodeRunner.AppHost.Announcing;
using CodeRunner.AppHost.Publishing;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var target = builder.ChooseTarget();

var db = target.AddDatabase(builder);
var redis = target.AddRedis(builder);

// Letters and digits are base64 too: 64 of them are a key of 48 bytes.
var signingKey = builder.AddParameter(
    "access-signing-key", new GenerateParameterDefault { MinLength = 64, Special = false }, secret: true, persist: true);

var vault = builder.AddVault();

var migrations = builder.AddProject<Projects.CodeRunner_Api>("migrations", launchProfileName: null)
    .WithArgs("migrate").WithVault(vault)
    .WithReference(db).WaitFor(db);

var worker = builder.AddProject<Projects.CodeRunner_Worker>("worker")
    .WithHttpEndpoint(port: builder.PortOf("apps", 8080), name: "apps", env: "Ingress__Port")
    .WithReference(db).WithReference(redis).WithVault(vault)
    .WaitForCompletion(migrations).WaitFor(redis)
    .WithReplicas(builder.Configuration.GetValue("Workers", 1))
    .WithHttpProbe(ProbeType.Readiness, "/health/ready", endpointName: "http");

var api = builder.AddProject<Projects.CodeRunner_Api>("api").WithChosenPort()
    .WithReference(db).WithReference(redis).WithVault(vault)
    .WithEnvironment("Access__SigningKey", signingKey).WithAuditCheckpoints(builder)
    .WaitForCompletion(migrations).WaitFor(redis)
    .WithHttpProbe(ProbeType.Readiness, "/health/ready", endpointName: "http");

var web = builder.AddProject<Projects.CodeRunner_Web>("web").WithChosenPort()
    .WithExternalHttpEndpoints()
    .WithReference(api).WithReference(redis)
    .WaitFor(api)
    .WithHttpProbe(ProbeType.Readiness, "/health/ready", endpointName: "http");

if (builder.ExecutionContext.IsRunMode)
{
    worker.RunSandboxesHere(builder);
    api.NamePortOf(worker);
    builder.TellPrometheus(worker, api, web);
}
else
{
    builder.PublishTo(target, new Parts(migrations, worker, api, web));
}

builder.AnnounceProgress();
builder.Build().Run();
