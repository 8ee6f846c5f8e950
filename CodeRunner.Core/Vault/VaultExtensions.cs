using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CodeRunner.Core.Vault;

public static class VaultExtensions
{
    /// <summary>The vault, for the services that may decrypt. Its master keys are read when the host starts, which fails where they can't be.</summary>
    public static TBuilder AddVault<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<VaultOptions>, VaultValidation>();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<VaultOptions>>().Value.Open());
        builder.Services.AddSingleton<SecretVault>();
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
