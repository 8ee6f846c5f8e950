using CodeRunner.AppHost;
using CodeRunner.AppHost.Announcing;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

var db = builder.AddPostgres("postgres").WithDataVolume("coderunner-postgres").AddDatabase("db");
var redis = builder.AddRedis("redis").WithDataVolume("coderunner-redis").WithPersistence();

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
    .WithHttpHealthCheck("/health/ready");

var api = builder.AddProject<Projects.CodeRunner_Api>("api").WithChosenPort()
    .WithReference(db).WithReference(redis).WithVault(vault)
    .WithEnvironment("Access__SigningKey", signingKey).WithAuditCheckpoints(builder)
    .WithEnvironment("Ingress__Port", ReferenceExpression.Create($"{worker.GetEndpoint("apps").Property(EndpointProperty.Port)}"))
    .WaitForCompletion(migrations).WaitFor(redis)
    .WithHttpHealthCheck("/health/ready");

var web = builder.AddProject<Projects.CodeRunner_Web>("web").WithChosenPort()
    .WithExternalHttpEndpoints()
    .WithReference(api).WithReference(redis)
    .WaitFor(api)
    .WithHttpHealthCheck("/health/ready");

if (builder.ExecutionContext.IsRunMode)
{
    worker.RunSandboxesHere(builder);
    builder.TellPrometheus(worker, api, web);
}

builder.AnnounceProgress();
builder.Build().Run();
