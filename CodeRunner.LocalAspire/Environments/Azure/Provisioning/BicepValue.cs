namespace Azure.Provisioning;

/// <summary>A value in a template.</summary>
public class BicepValue<T>(T literal)
{
    public T? Value { get; } = literal;

    public static implicit operator BicepValue<T>(T value) => new(value);
}
