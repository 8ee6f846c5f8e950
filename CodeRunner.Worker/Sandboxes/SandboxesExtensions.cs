using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes;

public static class SandboxesExtensions
{
    public static IHostApplicationBuilder AddSandboxes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SandboxOptions>()
            .BindConfiguration(SandboxOptions.Section)
            .PostConfigure<IOptions<NodeOptions>>((sandboxes, node) =>
            {
                if (sandboxes.DataDirectory.Length == 0)
                    sandboxes.DataDirectory = node.Value.DataDirectory;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<ISandboxProvider, BubblewrapProvider>();
        return builder;
    }
}
