namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named resource with annotations.</summary>
public abstract class Resource : IResource
{
    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 64 || !char.IsAsciiLetter(name[0]) || name.EndsWith('-') || name.Contains("--")
            || !name.All(each => char.IsAsciiLetterOrDigit(each) || each == '-'))
        {
            throw new ArgumentException(
                $"Resource name '{name}' is invalid: ASCII letters, digits and single hyphens, a letter first, at most 64.", nameof(name));
        }

        Name = name;
    }

    public virtual string Name { get; }

    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
