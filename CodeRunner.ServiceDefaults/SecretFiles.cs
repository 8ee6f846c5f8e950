using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.ServiceDefaults;

/// <summary>
/// Settings from files, one a setting, as container engines hand over secrets: `Access__SigningKey` in the directory that CODERUNNER_SECRETS names, which is /run/secrets in
/// the images. What is in a file is in no environment, which `inspect` would show, and wins over it.
/// </summary>
internal static class SecretFiles
{
    private const string Directory = "CODERUNNER_SECRETS";

    /// <summary>A directory that is not there has no settings.</summary>
    public static void AddSecretFiles(this IHostApplicationBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(Directory) is { Length: > 0 } directory)
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(directory), optional: true);
    }
}
