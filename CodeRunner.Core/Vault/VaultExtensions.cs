using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CodeRunner.Core.Vault;

public static class VaultExtensions
{
    /// <summary>
    /// The vault, for the services that may decrypt. Its master keys are read and used when the host starts, which fails where they can't be. A
    /// <see cref="TokenCredential"/> among the services takes the place of Azure's default one.
    /// </summary>
    public static TBuilder AddVault<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<VaultOptions>, VaultValidation>();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<VaultOptions>>().Value.Open(services.GetService<TokenCredential>()));
        builder.Services.AddSingleton<SecretVault>();
        builder.Services.AddSingleton<VaultCheck>().AddHostedService(services => services.GetRequiredService<VaultCheck>());
        if (builder.Configuration.GetSection(VaultOptions.Section).Get<VaultOptions>() is { UsesKeyService: true })
            builder.Services.AddHealthChecks().AddCheck<VaultCheck>("keys");
        return builder;
    }

    private sealed class VaultValidation : IValidateOptions<VaultOptions>
    {
        public ValidateOptionsResult Validate(string? name, VaultOptions options)
        {
            try
            {
                using var keys = options.Open() as IDisposable;
                return ValidateOptionsResult.Success;
            }
            catch (MasterKeyException wrong)
            {
                return ValidateOptionsResult.Fail($"{VaultOptions.Section}: {wrong.Message}");
            }
        }
    }
}
