namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from configuration, or generated. A secret one is shown nowhere.</summary>
public class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;

    /// <param name="callback">Answers the value, given the default that belongs to the parameter.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _value = new Lazy<string>(() => callback(Default));
        Secret = secret;
    }

    public bool Secret { get; }

    public ParameterDefault? Default { get; set; }

    public string? Description { get; set; }

    public bool IsConnectionString { get; set; }

    public string ValueExpression => IsConnectionString ? $"{{{Name}.connectionString}}" : $"{{{Name}.value}}";

    /// <exception cref="MissingParameterValueException">When there is neither a configured nor a default value.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<string?>(_value.Value);
    }
}
