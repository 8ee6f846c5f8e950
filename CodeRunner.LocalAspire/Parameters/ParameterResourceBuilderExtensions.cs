using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds parameters: values from <c>Parameters:name</c>, or given, or generated.</summary>
public static class ParameterResourceBuilderExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(CreateParameter(builder, name, secret));

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? valueGetter(), secret));

    /// <param name="persist">Keep a generated value for later runs.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(new ParameterResource(
            name,
            @default => Configured(builder, name) ?? (persist ? Generated(builder, name, @default!) : @default!.GetDefaultValue()),
            secret)
        { Default = value });

    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => builder.Configuration[configurationKey] ?? throw Missing(name, configurationKey), secret));

    public static IResourceBuilder<ParameterResource> WithDescription(
        this IResourceBuilder<ParameterResource> builder, string description, bool enableMarkdown = false)
    {
        builder.Resource.Description = description;
        return builder;
    }

    public static ParameterResource CreateParameter(IDistributedApplicationBuilder builder, string name, bool secret) =>
        new(name, _ => Configured(builder, name) ?? throw Missing(name, Key(name)), secret);

    /// <summary>A password that is generated once and kept. It is not added to the application.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0) =>
        CreateGeneratedParameter(builder, name, secret: true, new GenerateParameterDefault
        {
            MinLength = 22,
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        });

    /// <summary>A value that is generated once and kept. It is not added to the application.</summary>
    public static ParameterResource CreateGeneratedParameter(
        IDistributedApplicationBuilder builder, string name, bool secret, GenerateParameterDefault parameterDefault) =>
        new(name, @default => Configured(builder, name) ?? Generated(builder, name, @default!), secret) { Default = parameterDefault };

    private static string Key(string name) => $"Parameters:{name}";

    // Environment variable names have no hyphens in many shells, so an underscore does as well.
    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[Key(name)] ?? builder.Configuration[Key(name.Replace('-', '_'))];

    private static string Generated(IDistributedApplicationBuilder builder, string name, ParameterDefault @default) =>
        ((ILocalBuilder)builder).GeneratedSecrets.GetOrAdd(Key(name), @default.GetDefaultValue);

    private static MissingParameterValueException Missing(string name, string key) =>
        new($"Parameter '{name}' has no value: set {key} in the configuration, or {key.Replace(":", "__").Replace('-', '_')} in the environment.");
}
