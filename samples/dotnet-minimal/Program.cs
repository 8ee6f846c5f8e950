var instance = Guid.NewGuid().ToString("n")[..8];
var port = Environment.GetEnvironmentVariable("PORT") ?? "5000";

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://{Environment.GetEnvironmentVariable("HOST") ?? "*"}:{port}");
var app = builder.Build();

app.Use((context, next) =>
{
    Console.WriteLine($"{context.Request.Method} {context.Request.Path}");
    return next(context);
});
app.MapGet("/", () => new { app = "dotnet-minimal", instance });
app.MapGet("/health", () => new { status = "ok" });

app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"dotnet-minimal {instance} listens on port {port}"));
app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("dotnet-minimal ends: open requests are finished first"));
app.Run();
