using CodeRunner.Worker.Sandboxes.Bubblewrap;

namespace CodeRunner.Worker.Sandboxes;

public static class SandboxesExtensions
{
    public static IHostApplicationBuilder AddSandboxes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ISandboxProvider, BubblewrapProvider>();
        return builder;
    }
}
