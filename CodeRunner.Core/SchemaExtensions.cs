using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.Core;

public static class SchemaExtensions
{
    /// <summary>Takes no work before the database has this program's migrations.</summary>
    public static IHostApplicationBuilder AddSchemaCheck(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SchemaReady>().AddHealthChecks().AddCheck<SchemaReady>("schema", tags: ["ready"]);
        return builder;
    }
}
